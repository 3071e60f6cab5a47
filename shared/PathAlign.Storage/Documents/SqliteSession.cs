using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>An open connection with its prepared statements. One call uses it at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // The texts come from names and the shapes of queries: few. Should they ever be many, preparing anew is all that is
    // lost.
    private const int Most = 256;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly Dictionary<string, SqliteTable> _tables = [];
    private long _schema = -1;

    /// <summary>The table of a collection, as this connection has read it.</summary>
    /// <param name="collection">A checked name.</param>
    /// <param name="fields">What is asked for: where a column is missing it may have come since, and the table is read
    /// anew.</param>
    internal SqliteTable Table(string collection, IEnumerable<string> fields) =>
        _tables.TryGetValue(collection, out var table) && fields.All(table.Has)
            ? table
            : _tables[collection] = SqliteTable.Read(this, collection);

    /// <summary>The table of a collection to write to: see <see cref="BeginWrite"/>.</summary>
    internal SqliteTable Table(string collection) => Table(collection, []);

    /// <summary>
    /// Begins a transaction that writes. A column that another process has added since the last one is seen: a row that
    /// lacked it would never be found by it.
    /// </summary>
    internal void BeginWrite()
    {
        Execute("BEGIN IMMEDIATE");
        var schema = (long)Command("PRAGMA schema_version").ExecuteScalar()!;
        if (schema != _schema) _tables.Clear();
        _schema = schema;
    }

    /// <summary>Gives the collection what it lacks, inside a transaction.</summary>
    internal int Ensure(CollectionSpec spec)
    {
        SqliteTable.Ensure(this, spec);
        _tables.Remove(spec.Name);   // writes of the same transaction follow
        return 0;
    }

    /// <summary>
    /// The statement with these parameters; not to be disposed, and good until it is asked for again.
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

    /// <summary>Runs a statement that gives no rows; the number of rows that it changed.</summary>
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
