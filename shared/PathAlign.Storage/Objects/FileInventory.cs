using System.Runtime.CompilerServices;

namespace PathAlign.Storage.Objects;

/// <summary>Lists and removes the objects of a folder.</summary>
/// <param name="root">The folder.</param>
/// <param name="syncFolder">Makes the names of a folder durable.</param>
internal sealed class FileInventory(string root, Action<string> syncFolder) : IObjectInventory
{
    public async IAsyncEnumerable<HeldObject> ListAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);   // the file system has no asynchronous list
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (ObjectKey.IsKey(key) && file.Exists)
                yield return new HeldObject(key, file.Length, file.LastWriteTimeUtc);
        }
    }

    public Task<bool> DeleteAsync(string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var file = new FileInfo(Path.Combine(root, ObjectKey.Check(key)));
        if (!file.Directory!.Exists) return Task.FromResult(false);
        var there = file.Exists;
        if (there && file.LastWriteTimeUtc >= putBefore?.UtcDateTime) return Task.FromResult(false);
        if (there) file.Delete();
        syncFolder(file.Directory.FullName);   // also if the file is gone: a crash may have come before the sync
        return Task.FromResult(there);
    }
}
