using Microsoft.Data.Sqlite;
using PathAlign.Files;

namespace PathAlign.Storage.Documents;

/// <summary>Copies a database file, also while processes write to it.</summary>
public static class SqliteBackup
{
    /// <summary>
    /// Writes the state of one moment to another file, without what was deleted. When the call returns, the copy
    /// survives a power cut.
    /// </summary>
    /// <param name="from">The database file.</param>
    /// <param name="to">The copy. An existing one is replaced in one step.</param>
    /// <exception cref="InvalidInputException">The file is no intact database.</exception>
    public static void Save(string from, string to)
    {
        var (target, temporary) = (Path.GetFullPath(to), $"{Path.GetFullPath(to)}.part");
        File.Delete(temporary);
        SqliteConnections.Prepare();
        try
        {
            using (var connection = new SqliteConnection(Address(from)))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA busy_timeout = 15000; VACUUM INTO $to";
                command.Parameters.AddWithValue("$to", temporary);
                command.ExecuteNonQuery();
            }
            using (var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite)) file.Flush(true);
        }
        catch (SqliteException error)
        {
            throw new InvalidInputException(from, "database", $"expected an intact database ({error.Message})");
        }
        File.Move(temporary, target, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(target)!);
    }

    private static string Address(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWrite,   // a reader of a database in use writes to its list of readers
        Pooling = false,
    }.ToString();
}
