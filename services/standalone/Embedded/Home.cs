using PathAlign.Files;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// The folder of the embedded mode with documents, objects, work in progress and keys. One process can use it at a
/// time.
/// </summary>
internal sealed class Home : IDisposable
{
    /// <summary>Who acts in the audit log if the command line does.</summary>
    internal const string AuditName = "command-line";

    private readonly FileStream _lock;

    /// <exception cref="InvalidInputException">Another process uses it.</exception>
    internal Home(string path)
    {
        Root = Path.GetFullPath(path);
        Directory.CreateDirectory(Root);
        try
        {
            _lock = new FileStream(
                Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InvalidInputException(
                Root,
                "lock",
                "expected a folder that no other pathalign uses; stop that process or choose another --home");
        }
    }

    internal string Root { get; }

    internal string Documents => Path.Combine(Root, "documents.db");

    internal string Objects => Path.Combine(Root, "objects");

    /// <summary>The folder for downloads from a cluster.</summary>
    internal string Cache => Path.Combine(Root, "cache");

    /// <summary>The anchors of the audit log.</summary>
    internal string AuditAnchors => Path.Combine(Root, "audit-anchors.jsonl");

    /// <summary>The reports that were printed.</summary>
    internal string Reports => Path.Combine(Root, "reports");

    internal string Work => Path.Combine(Root, "work");

    public void Dispose() => _lock.Dispose();
}
