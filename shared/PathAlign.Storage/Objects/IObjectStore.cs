namespace PathAlign.Storage.Objects;

/// <summary>
/// Images, weights and manifests under keys derived from their content, <c>kind/ab/abcdef….extension</c>, so that an
/// upload can be repeated at will and what is read can be checked against its own name. A store on a server that is
/// away throws <see cref="StoreUnavailableException"/>, one that refuses to serve <see cref="StoreRefusedException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Stores the content and returns its key; the same content always has the same key, and is stored once.
    /// </summary>
    /// <param name="kind">Lower-case letters and hyphens: images, weights, manifests, reports.</param>
    /// <param name="extension">Lower-case letters and digits, no dot.</param>
    /// <param name="content">What to store.</param>
    /// <param name="cancel">Stops; then nothing is stored.</param>
    Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default);

    /// <summary>Stores a file's content, without holding it in memory, and returns its key.</summary>
    Task<string> PutFileAsync(string kind, string extension, string path, CancellationToken cancel = default);

    /// <summary>The content under a key, checked against it.</summary>
    /// <exception cref="ObjectNotFoundException">Nothing there.</exception>
    /// <exception cref="ObjectCorruptException">What is there is not what was stored.</exception>
    Task<byte[]> GetAsync(string key, CancellationToken cancel = default);

    /// <summary>
    /// A local file with the content under a key, checked against it: to be mapped or read, never written.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">Nothing there.</exception>
    /// <exception cref="ObjectCorruptException">What is there is not what was stored.</exception>
    Task<string> GetFileAsync(string key, CancellationToken cancel = default);

    /// <summary>Whether there is something under that key.</summary>
    Task<bool> ExistsAsync(string key, CancellationToken cancel = default);
}
