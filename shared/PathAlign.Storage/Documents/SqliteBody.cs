namespace PathAlign.Storage.Documents;

/// <summary>
/// A body, and what the columns of its table hold of it: read before the write has its turn, since writes go one after
/// another.
/// </summary>
/// <param name="json">The body.</param>
/// <param name="expected">The table as it was last seen, or null.</param>
internal sealed class SqliteBody(string json, SqliteTable? expected)
{
    private readonly object?[]? _values = expected is null ? null : DocumentFields.Of(json, expected.Fields);

    internal string Json => json;

    /// <summary>The values of the table's columns, in their order.</summary>
    internal object?[] ValuesFor(SqliteTable table) =>
        _values is not null && ReferenceEquals(table, expected) ? _values : DocumentFields.Of(json, table.Fields);
}
