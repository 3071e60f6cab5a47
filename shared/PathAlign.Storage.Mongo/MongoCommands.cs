using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// The database commands. A document is <c>{_id, version, body, fields, writes}</c>: the body as text, its fields that can be
/// queried, and the tokens of the last writes.
/// </summary>
internal static class MongoCommands
{
    // A write that was repeated finds its token if no more than this many others came in between.
    private const int WritesKept = 8;
    private const int LimitMilliseconds = 10_000;

    internal static JsonObject CreateIndexes(CollectionSpec collection) => new()
    {
        ["createIndexes"] = collection.Name,
        ["indexes"] = new JsonArray([.. collection.Indexes.Select(Index)]),
        ["writeConcern"] = Majority(),
    };

    internal static JsonObject Insert(string collection, string id, string body, string token) => new()
    {
        ["insert"] = collection,
        ["documents"] = new JsonArray(new JsonObject
        {
            ["_id"] = id,
            ["version"] = MongoFields.Literal(1L),
            ["body"] = body,
            ["fields"] = MongoFields.Of(body),
            ["writes"] = new JsonArray(token),
        }),
        ["writeConcern"] = Majority(),
    };

    internal static JsonObject Replace(string collection, string id, long version, string body, string token) => new()
    {
        ["update"] = collection,
        ["updates"] = new JsonArray(new JsonObject
        {
            ["q"] = new JsonObject { ["_id"] = id, ["version"] = MongoFields.Literal(version) },
            ["u"] = new JsonObject
            {
                ["$set"] = new JsonObject { ["version"] = MongoFields.Literal(version + 1), ["body"] = body, ["fields"] = MongoFields.Of(body) },
                ["$push"] = new JsonObject { ["writes"] = new JsonObject { ["$each"] = new JsonArray(token), ["$slice"] = -WritesKept } },
            },
        }),
        ["writeConcern"] = Majority(),
    };

    internal static JsonObject Get(string collection, string id) =>
        Find(collection, new(new() { ["_id"] = id }, []), 1);

    /// <summary>The tokens of a document's last writes, as seen by one server (local) or as they will stay (majority).</summary>
    internal static JsonObject Writers(string collection, string id, string readConcern)
    {
        var find = Find(collection, new(new() { ["_id"] = id }, []), 1, readConcern);
        find["projection"] = new JsonObject { ["writes"] = 1 };
        return find;
    }

    internal static JsonObject Find(string collection, MongoQuery.Range range, int limit, string readConcern = "majority") => new()
    {
        ["find"] = collection,
        ["filter"] = range.Filter,
        ["sort"] = range.Sort,
        ["projection"] = new JsonObject { ["version"] = 1, ["body"] = 1 },
        ["limit"] = limit,
        ["batchSize"] = limit,
        ["readConcern"] = new JsonObject { ["level"] = readConcern },
        ["maxTimeMS"] = LimitMilliseconds,
    };

    internal static JsonObject KillCursor(string collection, long cursor) => new() { ["killCursors"] = collection, ["cursors"] = new JsonArray(MongoFields.Literal(cursor)) };

    internal static JsonObject Count(string collection, IReadOnlyList<Condition> conditions) => new()
    {
        ["aggregate"] = collection,
        ["pipeline"] = new JsonArray(new JsonObject { ["$match"] = MongoQuery.Filter(conditions) }, new JsonObject { ["$count"] = "n" }),
        ["cursor"] = new JsonObject(),
        ["readConcern"] = new JsonObject { ["level"] = "majority" },
        ["maxTimeMS"] = LimitMilliseconds,
    };

    private static JsonObject Index(IndexSpec index)
    {
        var paths = index.Fields.Select(f => MongoQuery.PathOf(DocumentNames.CheckField(f))).ToList();
        var keys = new JsonObject(paths.Select(p => KeyValuePair.Create(p, (JsonNode?)1)));
        var command = new JsonObject { ["key"] = keys, ["name"] = DocumentNames.CheckName(index.Name) };
        if (!index.Unique)
        {
            keys["_id"] = 1;   // the order among equals, which is the order of the pages
            return command;
        }
        command["unique"] = true;
        // Documents that lack a field are not held to it.
        command["partialFilterExpression"] = new JsonObject(paths.Select(p => KeyValuePair.Create(p, (JsonNode?)new JsonObject { ["$exists"] = true })));
        return command;
    }

    private static JsonObject Majority() => new() { ["w"] = "majority", ["wtimeout"] = LimitMilliseconds };
}
