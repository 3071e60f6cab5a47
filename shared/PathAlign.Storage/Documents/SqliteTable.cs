namespace PathAlign.Storage.Documents;

/// <summary>
/// The table of a collection: id, version, body, and a column for each indexed field. With columns, a replace updates
/// only the indexes of changed fields; an index on fields inside the body would be updated every time.
/// </summary>
/// <param name="collection">A checked name.</param>
/// <param name="fields">The fields that have a column.</param>
internal sealed class SqliteTable(string collection, IReadOnlyList<string> fields)
{
    private const string Prefix = "f.";   // no other column and no field begins with it

    private readonly string _insert =
        $"INSERT INTO {NameOf(collection)} (id, version, " +
            $"body{string.Concat(fields.Select(f => $", {ColumnOf(f)}"))}) VALUES ($id, 1, " +
            $"$body{string.Concat(fields.Select((_, i) => $", $f{i}"))}) ON CONFLICT DO NOTHING";

    internal string Name => NameOf(collection);

    /// <summary>The fields that have a column.</summary>
    internal IReadOnlyList<string> Fields => fields;

    /// <summary>The SQL name of a collection's table.</summary>
    internal static string NameOf(string collection) => $"\"{collection}\"";

    internal bool Has(string field) => fields.Contains(field);

    /// <summary>
    /// A field in a condition or an order: its column, or an expression over the body if it has none.
    /// </summary>
    internal string FieldOf(string field) => Has(field) ? ColumnOf(field) : InBody(field);

    /// <summary>The table as it is in the file; without columns if it does not exist.</summary>
    internal static SqliteTable Read(SqliteSession session, string collection)
    {
        var fields = new List<string>();
        using var row = session.Command(
            "SELECT substr(name, 3) FROM pragma_table_info($table) WHERE name GLOB 'f.*'",
            ("$table", collection)).ExecuteReader();
        while (row.Read()) fields.Add(row.GetString(0));
        return new(collection, fields);
    }

    /// <summary>
    /// Creates the missing table, columns and indexes, also in a file of an earlier version. Runs in a transaction.
    /// </summary>
    internal static void Ensure(SqliteSession session, CollectionSpec spec)
    {
        session.Execute(
            $"CREATE TABLE IF NOT EXISTS {NameOf(spec.Name)} (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT " +
                $"NULL, body TEXT NOT NULL)");
        var table = Read(session, spec.Name);
        var missing = spec.Indexes.SelectMany(index => index.Fields)
            .Distinct()
            .Where(field => !table.Has(field))
            .ToList();
        foreach (var field in missing) session.Execute($"ALTER TABLE {table.Name} ADD COLUMN {ColumnOf(field)}");
        if (missing.Count > 0)
            session.Execute(
                $"UPDATE {table.Name} SET " +
                    string.Join(
                        ", ",
                        missing.Select(
                            f => $"{ColumnOf(f)} = " +
                                $"iif(json_type(body, '$.{f}') IN ('array', 'object'), NULL, {InBody(f)})")));
        foreach (var index in spec.Indexes) EnsureIndex(session, spec.Name, index);
    }

    /// <summary>Returns the number of stored documents: 0 if the id or a unique value is taken.</summary>
    internal int Insert(SqliteSession session, string id, SqliteBody body)
    {
        var values = body.ValuesFor(this);
        return session.Execute(
            _insert,
            [("$id", id), ("$body", body.Json), .. values.Select((value, i) => ($"$f{i}", value ?? DBNull.Value))]);
    }

    /// <summary>
    /// Replaces the body of the version that was read, and only the columns that change. Returns the number of replaced
    /// documents.
    /// </summary>
    internal int Replace(SqliteSession session, Document read, SqliteBody before, SqliteBody after)
    {
        var (old, values) = (before.ValuesFor(this), after.ValuesFor(this));
        var changed = Enumerable.Range(0, fields.Count).Where(i => !Equals(old[i], values[i])).ToList();
        var sql = $"UPDATE {Name} SET version = version + 1, body = " +
            $"$body{string.Concat(changed.Select(i => $", {ColumnOf(fields[i])} = $f{i}"))} WHERE id = $id AND " +
            $"version = $version";
        return session.Execute(
            sql,
            [
                ("$id", read.Id),
                ("$version", read.Version),
                ("$body", after.Json),
                .. changed.Select(i => ($"$f{i}", values[i] ?? DBNull.Value)),
            ]);
    }

    /// <summary>Removes the version that was read. Returns the number of removed documents.</summary>
    internal int Delete(SqliteSession session, Document read) => session.Execute(
        $"DELETE FROM {Name} WHERE id = $id AND version = $version", ("$id", read.Id), ("$version", read.Version));

    /// <summary>The collections of the file, in ordinal order.</summary>
    internal static IReadOnlyList<string> Names(SqliteSession session)
    {
        var names = new List<string>();
        using var row = session.Command(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
            .ExecuteReader();
        while (row.Read()) names.Add(row.GetString(0));
        return names;
    }

    private static void EnsureIndex(SqliteSession session, string collection, IndexSpec index)
    {
        var columns = index.Fields.Select(ColumnOf);
        var name = $"{collection}.{index.Name}";
        var sql = $"CREATE {(index.Unique ? "UNIQUE " : "")}INDEX \"{name}\" ON {NameOf(collection)} " +
            $"({string.Join(", ", index.Unique ? columns : columns.Append("id"))})";
        var there = session.Command(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = $name", ("$name", name)).ExecuteScalar();
        if (sql.Equals(there)) return;
        if (there is not null) session.Execute($"DROP INDEX \"{name}\"");   // from an earlier version, over the body
        session.Execute(sql);
    }

    private static string ColumnOf(string field) => $"\"{Prefix}{field}\"";

    private static string InBody(string field) => $"json_extract(body, '$.{field}')";
}
