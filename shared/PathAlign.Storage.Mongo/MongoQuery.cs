using MongoDB.Bson;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// Filters and orders of a query. A page is read from ranges, one <c>find</c> each: documents without the order's
/// field, documents equal to the cursor, documents after it. Each is one range of an index, so the cost of a page does
/// not depend on the number of earlier pages.
/// </summary>
internal static class MongoQuery
{
    /// <summary>A range of an index.</summary>
    internal sealed record Range(BsonDocument Filter, BsonDocument Sort);

    internal static string PathOf(string field) => "fields." + field;

    /// <summary>The filter for documents that meet all conditions.</summary>
    internal static BsonDocument Filter(IReadOnlyList<Condition> conditions, params ReadOnlySpan<BsonDocument> further)
    {
        var terms = new BsonArray(conditions.Select(On));
        foreach (var term in further) terms.Add(term);
        return terms.Count == 0 ? [] : new() { ["$and"] = terms };
    }

    /// <summary>The ranges with the documents after the cursor, in order.</summary>
    internal static IEnumerable<Range> Ranges(DocumentQuery query, DocumentCursor? after)
    {
        var direction = query.Descending ? -1 : 1;
        var beyond = query.Descending ? "$lt" : "$gt";
        Range Stretch(BsonDocument order, params ReadOnlySpan<BsonDocument> terms) =>
            new(Filter(query.Conditions, terms), order);
        BsonDocument ById() => new() { ["_id"] = direction };

        if (query.OrderBy is null)
        {
            yield return after is null ? Stretch(ById()) : Stretch(ById(), On("_id", beyond, after.Id));
            yield break;
        }
        var field = PathOf(query.OrderBy);
        BsonDocument ByField() => new() { [field] = direction, ["_id"] = direction };
        if (after is null)
        {
            yield return Stretch(ByField());   // a missing field counts as null, the smallest value
        }
        else if (after.Value is null)
        {
            yield return Stretch(ById(), On(field, "$eq", BsonNull.Value), On("_id", beyond, after.Id));
            if (!query.Descending) yield return Stretch(ByField(), On(field, "$ne", BsonNull.Value));
        }
        else
        {
            yield return Stretch(ById(), On(field, "$eq", BsonValue.Create(after.Value)), On("_id", beyond, after.Id));
            yield return Stretch(ByField(), On(field, beyond, BsonValue.Create(after.Value)));
            // A comparison only finds values of the same type, so documents without the field need their own range.
            if (query.Descending) yield return Stretch(ById(), On(field, "$eq", BsonNull.Value));
        }
    }

    private static BsonDocument On(Condition met) =>
        On(PathOf(met.Field), Sign(met.Comparison), BsonValue.Create(DocumentNames.CheckValue(met.Value)));

    private static BsonDocument On(string path, string sign, BsonValue value) =>
        new(path, new BsonDocument(sign, value));

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "$eq",
        Comparison.Below => "$lt",
        Comparison.Above => "$gt",
        _ => throw new ArgumentException($"expected Equal, Below or Above, found {comparison}"),
    };
}
