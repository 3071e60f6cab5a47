using MongoDB.Bson;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// The database commands. A document is <c>{_id, version, body, fields, writes}</c>: the body as text, its queryable
/// fields, and the tokens of the last writes.
/// </summary>
internal static class MongoCommands
{
    // A repeated write finds its token if at most this many other writes came in between.
    private const int WritesKept = 8;
    private const int MostCollections = 1000;   // the product has some twenty
    private const int LimitMilliseconds = 10_000;

    internal static BsonDocument CreateIndexes(CollectionSpec collection) => new()
    {
        ["createIndexes"] = collection.Name,
        ["indexes"] = new BsonArray(collection.Indexes.Select(Index)),
        ["writeConcern"] = Majority(),
    };

    internal static BsonDocument Insert(string collection, string id, string body, string token) => new()
    {
        ["insert"] = collection,
        ["documents"] = new BsonArray
        {
            new BsonDocument
            {
                ["_id"] = id,
                ["version"] = 1L,
                ["body"] = body,
                ["fields"] = FieldsOf(body),
                ["writes"] = new BsonArray { token },
            },
        },
        ["writeConcern"] = Majority(),
    };

    internal static BsonDocument Replace(string collection, string id, long version, string body, string token) => new()
    {
        ["update"] = collection,
        ["updates"] = new BsonArray
        {
            new BsonDocument
            {
                ["q"] = new BsonDocument { ["_id"] = id, ["version"] = version },
                ["u"] = new BsonDocument
                {
                    ["$set"] = new BsonDocument
                    {
                        ["version"] = version + 1,
                        ["body"] = body,
                        ["fields"] = FieldsOf(body),
                    },
                    ["$push"] = new BsonDocument("writes", LastWrites(token)),
                },
            },
        },
        ["writeConcern"] = Majority(),
    };

    internal static BsonDocument Delete(string collection, string id, long version) => new()
    {
        ["delete"] = collection,
        ["deletes"] = new BsonArray
        {
            new BsonDocument
            {
                ["q"] = new BsonDocument { ["_id"] = id, ["version"] = version },
                ["limit"] = 1,
            },
        },
        ["writeConcern"] = Majority(),
    };

    internal static BsonDocument ListCollections() => new()
    {
        ["listCollections"] = 1,
        ["filter"] = new BsonDocument { ["type"] = "collection" },
        ["nameOnly"] = true,
        ["cursor"] = new BsonDocument { ["batchSize"] = MostCollections },
    };

    internal static BsonDocument Get(string collection, string id) =>
        Find(collection, new(new() { ["_id"] = id }, []), 1);

    /// <summary>
    /// The tokens of a document's last writes, as one server sees them (local) or as they are durable (majority).
    /// </summary>
    internal static BsonDocument Writers(string collection, string id, string readConcern)
    {
        var find = Find(collection, new(new() { ["_id"] = id }, []), 1, readConcern);
        find["projection"] = new BsonDocument { ["writes"] = 1 };
        return find;
    }

    internal static BsonDocument Find(
        string collection, MongoQuery.Range range, int limit, string readConcern = "majority") => new()
        {
            ["find"] = collection,
            ["filter"] = range.Filter,
            ["sort"] = range.Sort,
            ["projection"] = new BsonDocument { ["version"] = 1, ["body"] = 1 },
            ["limit"] = limit,
            ["batchSize"] = limit,
            ["readConcern"] = new BsonDocument { ["level"] = readConcern },
            ["maxTimeMS"] = LimitMilliseconds,
        };

    internal static BsonDocument KillCursor(string collection, long cursor) => new()
    {
        ["killCursors"] = collection,
        ["cursors"] = new BsonArray { cursor },
    };

    internal static BsonDocument Count(string collection, IReadOnlyList<Condition> conditions) => new()
    {
        ["aggregate"] = collection,
        ["pipeline"] = new BsonArray
        {
            new BsonDocument { ["$match"] = MongoQuery.Filter(conditions) },
            new BsonDocument { ["$count"] = "n" },
        },
        ["cursor"] = new BsonDocument(),
        ["readConcern"] = new BsonDocument { ["level"] = "majority" },
        ["maxTimeMS"] = LimitMilliseconds,
    };

    private static BsonDocument Index(IndexSpec index)
    {
        var paths = index.Fields.Select(f => MongoQuery.PathOf(DocumentNames.CheckField(f))).ToList();
        var keys = new BsonDocument(paths.Select(path => new BsonElement(path, 1)));
        var command = new BsonDocument { ["key"] = keys, ["name"] = DocumentNames.CheckName(index.Name) };
        if (!index.Unique)
        {
            keys["_id"] = 1;   // breaks ties, and so fixes the order of pages
            return command;
        }
        command["unique"] = true;
        // The index ignores documents without the field.
        command["partialFilterExpression"] = new BsonDocument(
            paths.Select(path => new BsonElement(path, new BsonDocument { ["$exists"] = true })));
        return command;
    }

    /// <summary>
    /// The fields of a body with their types, for the indexes. The body itself is stored as text, so that numbers keep
    /// every digit.
    /// </summary>
    private static BsonDocument FieldsOf(string body) =>
        new(DocumentFields.Of(body).Select(field => new BsonElement(field.Key, BsonValue.Create(field.Value))));

    private static BsonDocument LastWrites(string token) => new()
    {
        ["$each"] = new BsonArray { token },
        ["$slice"] = -WritesKept,
    };

    private static BsonDocument Majority() => new() { ["w"] = "majority", ["wtimeout"] = LimitMilliseconds };
}
