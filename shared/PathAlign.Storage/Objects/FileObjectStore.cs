using System.Security.Cryptography;
using PathAlign.Files;

namespace PathAlign.Storage.Objects;

/// <summary>
/// Objects as files of a folder, with the key as path. A file appears completely or not at all and is checked against
/// its key on every read. The next put of the same content repairs a damaged file. When a put returns, the object
/// outlives a power cut: its content and the names that lead to it are synced.
/// </summary>
public sealed class FileObjectStore : IObjectStore, IObjectInventory
{
    private const int CopyBytes = 1 << 17;
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);
    private readonly string _root;
    private readonly string _incoming;
    private readonly Action<string> _syncFolder;
    private readonly FileInventory _inventory;

    /// <param name="root">The folder; created if missing. Unfinished files of crashed writers are removed after a
    /// day.</param>
    public FileObjectStore(string root) : this(root, DirectorySync.Flush)
    {
    }

    internal FileObjectStore(string root, Action<string> syncFolder)
    {
        _syncFolder = syncFolder;
        _root = Path.GetFullPath(root);
        _incoming = Path.Combine(_root, ".incoming");   // no key begins with a dot, so no key leads here
        Directory.CreateDirectory(_incoming);
        _inventory = new(_root, syncFolder);
        if (Path.GetDirectoryName(_root) is { } parent) _syncFolder(parent);
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles())
            if (DateTime.UtcNow - file.LastWriteTimeUtc > Abandoned)
                file.Delete();
    }

    /// <inheritdoc/>
    public async Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var key = ObjectKey.Of(kind, extension, SHA256.HashData(content.Span));
        if (await HoldsAsync(key, cancel).ConfigureAwait(false)) return key;
        await StoreAsync(async (target, stop) =>
        {
            await target.WriteAsync(content, stop).ConfigureAwait(false);
            return key;
        }, cancel).ConfigureAwait(false);
        return key;
    }

    /// <inheritdoc/>
    public async Task<string> PutFileAsync(
        string kind, string extension, string path, CancellationToken cancel = default)
    {
        ObjectKey.CheckParts(kind, extension);
        await using var source = Open(path);
        var key = ObjectKey.Of(kind, extension, await SHA256.HashDataAsync(source, cancel).ConfigureAwait(false));
        if (await HoldsAsync(key, cancel).ConfigureAwait(false)) return key;
        source.Position = 0;
        // Hashed again during the copy: the key must match the stored bytes, even if the file changed in between.
        return await StoreAsync(
            async (target, stop) =>
                ObjectKey.Of(kind, extension, await CopyAsync(source, target, stop).ConfigureAwait(false)),
            cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default)
    {
        ObjectKey.CheckParts(kind, extension);
        return StoreAsync(
            async (target, stop) =>
            {
                var key = ObjectKey.Of(kind, extension, await CopyAsync(content, target, stop).ConfigureAwait(false));
                if (named is not null) await named(key, stop).ConfigureAwait(false);
                return key;
            },
            cancel);
    }

    /// <inheritdoc/>
    public async Task<byte[]> GetAsync(string key, CancellationToken cancel = default)
    {
        var path = PathOf(key);
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(path, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectNotFoundException(key);
        }
        Verify(key, SHA256.HashData(content));
        return content;
    }

    /// <inheritdoc/>
    public async Task<string> GetFileAsync(string key, CancellationToken cancel = default)
    {
        var path = PathOf(key);
        Verify(
            key,
            await HashOfFileAsync(path, cancel).ConfigureAwait(false) ?? throw new ObjectNotFoundException(key));
        return path;
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string key, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(PathOf(key)));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<HeldObject> ListAsync(CancellationToken cancel = default) =>
        _inventory.ListAsync(cancel);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default) =>
        _inventory.DeleteAsync(key, putBefore, cancel);

    private string PathOf(string key) => Path.Combine(_root, ObjectKey.Check(key));

    /// <summary>
    /// Whether the object exists and is intact; its age then begins again. Another writer may have renamed the file and
    /// not yet synced its name.
    /// </summary>
    private async Task<bool> HoldsAsync(string key, CancellationToken cancel)
    {
        if (
            await HashOfFileAsync(PathOf(key), cancel).ConfigureAwait(false) is not { } hash
                || Convert.ToHexStringLower(hash) != ObjectKey.HashOf(key)
                || !Renewed(PathOf(key)))
            return false;
        SyncNames(key);
        return true;
    }

    private static bool Renewed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;   // a sweep removed it since
        }
    }

    /// <summary>Syncs the folders from the object up to the root, which names all of them.</summary>
    private void SyncNames(string key)
    {
        for (
            var folder = Path.GetDirectoryName(PathOf(key))!;
            folder.Length >= _root.Length;
            folder = Path.GetDirectoryName(folder)!)
            _syncFolder(folder);
    }

    private static async Task<byte[]?> HashOfFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            await using var stream = Open(path);
            return await SHA256.HashDataAsync(stream, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes a file beside the objects, syncs it, renames it to its key in one step, and syncs the names.
    /// </summary>
    private async Task<string> StoreAsync(Func<Stream, CancellationToken, Task<string>> write, CancellationToken cancel)
    {
        var temporary = Path.Combine(_incoming, $"{Guid.NewGuid():N}");
        try
        {
            string key;
            await using (
                var stream = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    0,
                    useAsync: true))
            {
                key = await write(stream, cancel).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }
            cancel.ThrowIfCancellationRequested();
            var path = PathOf(key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
            SyncNames(key);
            return key;
        }
        catch (IOException error) when (Outage.Is(error))
        {
            throw new StoreUnavailableException($"objects: expected free disk space, found: {error.Message}", error);
        }
        finally
        {
            File.Delete(temporary);   // no error if it was renamed already
        }
    }

    private static async Task<byte[]> CopyAsync(Stream source, Stream target, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[CopyBytes];
        for (int read; (read = await source.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
        }
        return hash.GetHashAndReset();
    }

    private static void Verify(string key, byte[] sha256)
    {
        var found = Convert.ToHexStringLower(sha256);
        if (found != ObjectKey.HashOf(key)) throw new ObjectCorruptException(key, found);
    }

    private static FileStream Open(string path) =>
        new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            CopyBytes,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
}
