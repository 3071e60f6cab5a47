namespace PathAlign.Storage.Objects;

/// <summary>
/// Images, weights and manifests under keys derived from their content, <c>kind/ab/abcdef….extension</c>. Uploads can
/// be repeated, and every read is checked against the key. An unavailable server throws <see
/// cref="StoreUnavailableException"/>; a server that rejects the request throws <see cref="StoreRefusedException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>Stores the content and returns its key; the same content has the same key and is stored once.</summary>
    /// <param name="kind">Lower-case letters and hyphens: images, weights, manifests, reports.</param>
    /// <param name="extension">Lower-case letters and digits, no dot.</param>
    /// <param name="content">The bytes to store.</param>
    /// <param name="cancel">Stops; then nothing is stored.</param>
    Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default);

    /// <summary>Stores a file's content, without holding it in memory, and returns its key.</summary>
    Task<string> PutFileAsync(string kind, string extension, string path, CancellationToken cancel = default);

    /// <summary>Stores what a stream holds while it is read, without holding it in memory, and returns its key.
    /// </summary>
    /// <param name="kind">As above.</param>
    /// <param name="extension">As above.</param>
    /// <param name="content">The stream; it is read to its end.</param>
    /// <param name="named">Called with the key before the object appears under it; an exception stores nothing.</param>
    /// <param name="cancel">Stops; then nothing is stored.</param>
    Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default);

    /// <summary>The content under a key, checked against it.</summary>
    /// <exception cref="ObjectNotFoundException">No object has this key.</exception>
    /// <exception cref="ObjectCorruptException">The stored bytes have another hash.</exception>
    Task<byte[]> GetAsync(string key, CancellationToken cancel = default);

    /// <summary>A local file with the content under a key, checked against it; callers only read or map it.</summary>
    /// <exception cref="ObjectNotFoundException">No object has this key.</exception>
    /// <exception cref="ObjectCorruptException">The stored bytes have another hash.</exception>
    Task<string> GetFileAsync(string key, CancellationToken cancel = default);

    /// <summary>Whether an object with this key exists.</summary>
    Task<bool> ExistsAsync(string key, CancellationToken cancel = default);

    /// <summary>Whether the objects are on a server, and not in a folder of this machine.</summary>
    bool IsServed => this is IServedStore;
}
