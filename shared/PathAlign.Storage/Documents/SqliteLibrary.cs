using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace PathAlign.Storage.Documents;

/// <summary>Binds the managed provider to the machine's own SQLite, once per process.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.dylib", "sqlite3", "e_sqlite3"];
    private static readonly Lazy<bool> Loaded = new(Load);

    internal static void Require() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        // A connection is used by one call at a time, so SQLite need not lock it; and its count of memory in use is a lock for all.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library != "e_sqlite3") return 0;
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, assembly, path, out var handle))
                return handle;
        throw new DllNotFoundException($"SQLite: expected one of {string.Join(", ", Names)} on this machine, found none; on Debian: apt-get install libsqlite3-0");
    }
}
