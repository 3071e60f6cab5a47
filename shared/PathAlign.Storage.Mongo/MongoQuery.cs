using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// Filters and orders of a query. A page is read from ranges, one <c>find</c> each: documents without the order's field, ties
/// with the cursor, those beyond it. Each is one stretch of an index, so a page costs the same however many came before it.
/// </summary>
internal static class MongoQuery
{
    /// <summary>A stretch of an index.</summary>
    internal sealed record Range(JsonObject Filter, JsonObject Sort);

    internal static string PathOf(string field) => "fields." + field;

    /// <summary>The filter that holds for what meets all conditions.</summary>
    internal static JsonObject Filter(IReadOnlyList<Condition> conditions, params ReadOnlySpan<JsonObject> further)
    {
        var terms = new JsonArray([.. conditions.Select(c => On(PathOf(c.Field), Sign(c.Comparison), MongoFields.Literal(DocumentNames.CheckValue(c.Value))))]);
        foreach (var term in further) terms.Add(term);
        return terms.Count == 0 ? [] : new() { ["$and"] = terms };
    }

    /// <summary>The ranges that hold the documents after the cursor, in order.</summary>
    internal static IEnumerable<Range> Ranges(DocumentQuery query, DocumentCursor? after)
    {
        var direction = query.Descending ? -1 : 1;
        var beyond = query.Descending ? "$lt" : "$gt";
        Range Stretch(JsonObject order, params ReadOnlySpan<JsonObject> terms) => new(Filter(query.Conditions, terms), order);
        JsonObject ById() => new() { ["_id"] = direction };

        if (query.OrderBy is null)
        {
            yield return after is null ? Stretch(ById()) : Stretch(ById(), On("_id", beyond, after.Id));
            yield break;
        }
        var field = PathOf(query.OrderBy);
        JsonObject ByField() => new() { [field] = direction, ["_id"] = direction };
        if (after is null)
        {
            yield return Stretch(ByField());   // a missing field counts as null, the smallest value
        }
        else if (after.Value is null)
        {
            yield return Stretch(ById(), On(field, "$eq", null), On("_id", beyond, after.Id));
            if (!query.Descending) yield return Stretch(ByField(), On(field, "$ne", null));
        }
        else
        {
            yield return Stretch(ById(), On(field, "$eq", MongoFields.Literal(after.Value)), On("_id", beyond, after.Id));
            yield return Stretch(ByField(), On(field, beyond, MongoFields.Literal(after.Value)));
            // A comparison finds values of the same type only, so those without one come by a stretch of their own.
            if (query.Descending) yield return Stretch(ById(), On(field, "$eq", null));
        }
    }

    private static JsonObject On(string path, string sign, JsonNode? value) => new() { [path] = new JsonObject { [sign] = value } };

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "$eq",
        Comparison.Below => "$lt",
        Comparison.Above => "$gt",
        _ => throw new ArgumentException($"expected Equal, Below or Above, found {comparison}"),
    };
}
