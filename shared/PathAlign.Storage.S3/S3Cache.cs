using System.Security.Cryptography;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>
/// Objects as local files, downloaded once and checked on every use. A full cache removes the least recently used
/// files.
/// </summary>
internal sealed class S3Cache
{
    // A caller may not have opened a returned path yet.
    private static readonly TimeSpan InUse = TimeSpan.FromHours(1);
    private readonly string _root;
    private readonly long _mostBytes;

    internal S3Cache(string root, double gigabytes)
    {
        _root = Path.GetFullPath(root);
        _mostBytes = (long)(gigabytes * (1L << 30));
    }

    /// <summary>The file of a key.</summary>
    /// <param name="key">The object.</param>
    /// <param name="fetch">Writes the checked object to the given stream.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<string> GetAsync(string key, Func<Stream, Task> fetch, CancellationToken cancel)
    {
        var path = Path.Combine(_root, key);
        if (await HoldsAsync(path, key, cancel).ConfigureAwait(false))
        {
            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
            return path;
        }
        var incoming = Path.Combine(_root, ".incoming");   // no key begins with a dot
        Directory.CreateDirectory(incoming);
        var temporary = Path.Combine(incoming, $"{Guid.NewGuid():N}");
        try
        {
            await using (
                var file = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    0,
                    useAsync: true))
                await fetch(file).ConfigureAwait(false);
            MakeRoom();
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(temporary);   // no error if it was renamed already
        }
    }

    /// <summary>The keys of the files.</summary>
    internal IReadOnlyList<string> Keys() =>
        Directory.Exists(_root)
            ? [.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_root, path).Replace('\\', '/'))
                .Where(ObjectKey.IsKey)]
            : [];

    /// <summary>Removes a file that may be there.</summary>
    internal void Remove(string key)
    {
        var path = Path.Combine(_root, key);
        if (File.Exists(path)) File.Delete(path);
    }

    private static async Task<bool> HoldsAsync(string path, string key, CancellationToken cancel)
    {
        try
        {
            await using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                1 << 17,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false)) == ObjectKey
                .HashOf(key);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void MakeRoom()
    {
        var files = new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(f => f.LastAccessTimeUtc)
            .ToList();
        var excess = files.Sum(f => f.Length) - _mostBytes;   // includes the new file
        foreach (var file in files)
        {
            if (excess <= 0 || DateTime.UtcNow - file.LastAccessTimeUtc < InUse) return;
            excess -= file.Length;
            file.Delete();
        }
    }
}
