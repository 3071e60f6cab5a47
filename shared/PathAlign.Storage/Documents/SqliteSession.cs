using Microsoft.Data.Sqlite;

namespace PathAlign.Storage.Documents;

/// <summary>An open connection with its prepared statements. One call uses it at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // The texts come from names and the shapes of queries: few. Should they ever be many, preparing anew is all that is lost.
    private const int Most = 256;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    /// <summary>The statement with these parameters; not to be disposed, and good until it is asked for again.</summary>
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
    internal int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Command(sql, parameters).ExecuteNonQuery();

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
