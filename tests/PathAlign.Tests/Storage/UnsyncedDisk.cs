namespace PathAlign.Tests.Storage;

/// <summary>
/// A disk as POSIX allows it: a power cut takes every name that was not in its folder when the folder was last synced.
/// </summary>
internal sealed class UnsyncedDisk(string root)
{
    private readonly Dictionary<string, HashSet<string>> _synced = [];

    internal void Sync(string folder) =>
        _synced[Path.GetFullPath(folder)] = [.. Directory.EnumerateFileSystemEntries(Path.GetFullPath(folder))];

    internal void CutPower() => Cut(Path.GetFullPath(root));

    private void Cut(string folder)
    {
        var kept = _synced.GetValueOrDefault(folder) ?? [];
        foreach (var entry in Directory.GetFileSystemEntries(folder))
            if (File.Exists(entry))
            {
                if (!kept.Contains(entry)) File.Delete(entry);
            }
            else if (kept.Contains(entry)) Cut(entry);
            else Directory.Delete(entry, recursive: true);
    }
}
