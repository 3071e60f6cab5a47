using PathAlign.Files;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// The folder of the embedded mode with documents, objects, work in progress and keys. One process at a time can change
/// it; others can read it meanwhile.
/// </summary>
internal sealed class Home : IDisposable
{
    /// <summary>Who acts in the audit log if the command line does.</summary>
    internal const string AuditName = "command-line";

    private readonly FileStream? _lock;

    /// <summary>Opens a home to change it.</summary>
    /// <exception cref="InvalidInputException">Another process uses it.</exception>
    internal Home(string path) : this(path, TryLock(path))
    {
        if (_lock is null)
            throw new InvalidInputException(
                Root,
                "lock",
                "expected a folder that no other pathalign uses; stop that process or choose another --home");
    }

    private Home(string path, FileStream? locked) => (Root, _lock) = (Path.GetFullPath(path), locked);

    /// <summary>Opens a home only to read it, also while another process changes it.</summary>
    internal static Home OpenToRead(string path) => new(path, locked: null);

    /// <summary>Opens a home to change it; null if another process uses it.</summary>
    internal static Home? TryOpen(string path) => TryLock(path) is { } locked ? new Home(path, locked) : null;

    internal string Root { get; }

    /// <summary>Whether this process may only read it.</summary>
    internal bool ReadsOnly => _lock is null;

    internal string Documents => Path.Combine(Root, "documents.db");

    internal string Objects => Path.Combine(Root, "objects");

    /// <summary>The folder for downloads from a cluster.</summary>
    internal string Cache => Path.Combine(Root, "cache");

    /// <summary>The anchors of the audit log.</summary>
    internal string AuditAnchors => Path.Combine(Root, "audit-anchors.jsonl");

    /// <summary>The reports that were printed.</summary>
    internal string Reports => Path.Combine(Root, "reports");

    internal string Work => Path.Combine(Root, "work");

    public void Dispose() => _lock?.Dispose();

    private static FileStream? TryLock(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            return new FileStream(
                Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
