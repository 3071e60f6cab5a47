namespace PathAlign.Storage.Documents;

/// <summary>
/// A body and its values for the table's columns. They are read before the write's turn, because writes run one after
/// another.
/// </summary>
/// <param name="json">The body.</param>
/// <param name="expected">The table as last read, or null.</param>
internal sealed class SqliteBody(string json, SqliteTable? expected)
{
    private readonly object?[]? _values = expected is null ? null : DocumentFields.Of(json, expected.Fields);

    internal string Json => json;

    /// <summary>The values of the table's columns, in their order.</summary>
    internal object?[] ValuesFor(SqliteTable table) =>
        _values is not null && ReferenceEquals(table, expected) ? _values : DocumentFields.Of(json, table.Fields);
}
