using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>
/// SQL of a query. Checked names are part of the text; values are parameters. A page is read from ranges, one statement
/// each: documents without the order's field (first, or last when descending), documents equal to the cursor, documents
/// after it. SQLite uses an index for each range, but not for one condition that joins them.
/// </summary>
internal sealed class SqliteQuery(SqliteTable table, IReadOnlyList<Condition> conditions)
{
    // Minus infinity: every value but null is at or above it, and unlike IS NOT NULL it is a range of the index.
    private const string Smallest = "-9e999";

    /// <summary>The statements that return the documents after the cursor, in order.</summary>
    internal IEnumerable<SqliteCommand> Ranges(SqliteSession session, DocumentQuery query, DocumentCursor? after)
    {
        var beyond = query.Descending ? "<" : ">";
        var direction = query.Descending ? "DESC" : "ASC";
        var byId = $"id {direction}";
        if (query.OrderBy is null)
        {
            yield return after is null
                ? Select(session, "NULL", "", byId)
                : Select(session, "NULL", $"id {beyond} $id", byId, after);
            yield break;
        }
        var field = table.FieldOf(query.OrderBy);
        if (after is { Value: null })
            yield return Select(session, "NULL", $"{field} IS NULL AND id {beyond} $id", byId, after);
        else if (after is null && !query.Descending) yield return Select(session, "NULL", $"{field} IS NULL", byId);

        var byField = $"{field} {direction}, {byId}";
        if (after?.Value is not null)
        {
            yield return Select(session, field, $"{field} = $value AND id {beyond} $id", byId, after);
            yield return Select(session, field, $"{field} {beyond} $value", byField, after);
        }
        else if (after is null || !query.Descending)
            yield return Select(session, field, $"{field} >= {Smallest}", byField);

        if (query.Descending && after is not { Value: null })
            yield return Select(session, "NULL", $"{field} IS NULL", byId);
    }

    internal SqliteCommand Count(SqliteSession session) =>
        session.Command($"SELECT count(*) FROM {table.Name}{Where("")}", [.. Values()]);

    private SqliteCommand Select(
        SqliteSession session, string orderValue, string range, string order, DocumentCursor? after = null)
    {
        var values = Values();
        if (after is not null) values.Add(("$id", after.Id));
        if (after?.Value is not null) values.Add(("$value", after.Value));
        return session.Command(
            $"SELECT id, version, body, {orderValue} FROM {table.Name}{Where(range)} ORDER BY {order} LIMIT $limit",
            [.. values]);
    }

    private string Where(string range)
    {
        var terms = conditions.Select((c, i) => $"{table.FieldOf(c.Field)} {Sign(c.Comparison)} $p{i}");
        var all = string.Join(" AND ", range.Length == 0 ? terms : terms.Append(range));
        return all.Length == 0 ? "" : " WHERE " + all;
    }

    private List<(string Name, object Value)> Values() =>
        [.. conditions.Select((c, i) => ($"$p{i}", DocumentNames.CheckValue(c.Value)))];

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Below => "<",
        Comparison.Above => ">",
        _ => throw new ArgumentException($"expected Equal, Below or Above, found {comparison}"),
    };
}
