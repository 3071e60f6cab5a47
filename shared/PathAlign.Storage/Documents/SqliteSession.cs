using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>An open connection with its prepared statements. One call uses it at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // There are few different statements, since they depend only on names and kinds of queries. If there are more, some
    // are only prepared again.
    private const int Most = 256;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly Dictionary<string, SqliteTable> _tables = [];
    private long _schema = -1;

    /// <summary>The table of a collection, as this connection last read it.</summary>
    /// <param name="collection">A checked name.</param>
    /// <param name="fields">The needed fields. If one has no column, the table is read again, since the column may be
    /// new.</param>
    internal SqliteTable Table(string collection, IEnumerable<string> fields) =>
        _tables.TryGetValue(collection, out var table) && fields.All(table.Has)
            ? table
            : _tables[collection] = SqliteTable.Read(this, collection);

    /// <summary>The table of a collection for writes, see <see cref="BeginWrite"/>.</summary>
    internal SqliteTable Table(string collection) => Table(collection, []);

    /// <summary>
    /// Begins a transaction that writes. It detects columns that another process added: queries by such a column would
    /// never find a row that was written without it.
    /// </summary>
    internal void BeginWrite()
    {
        Execute("BEGIN IMMEDIATE");
        var schema = (long)Command("PRAGMA schema_version").ExecuteScalar()!;
        if (schema != _schema) _tables.Clear();
        _schema = schema;
    }

    /// <summary>Creates the missing table, columns and indexes, inside a transaction.</summary>
    internal int Ensure(CollectionSpec spec)
    {
        SqliteTable.Ensure(this, spec);
        _tables.Remove(spec.Name);   // writes of the same transaction follow
        return 0;
    }

    /// <summary>
    /// The statement with these parameters. The caller does not dispose it and uses it only until the next call with
    /// the same text.
    /// </summary>
    internal SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            if (_prepared.Count >= Most) Forget();
            command = _prepared[sql] = connection.CreateCommand();
            command.CommandText = sql;
        }
        command.Parameters.Clear();
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <summary>Runs a statement without result rows and returns the number of changed rows.</summary>
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) =>
        Command(sql, parameters).ExecuteNonQuery();

    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }

    private void Forget()
    {
        foreach (var command in _prepared.Values) command.Dispose();
        _prepared.Clear();
    }
}
