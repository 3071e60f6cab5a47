using System.Collections.Concurrent;
using PathAlign.Storage;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Feedback;

namespace PathAlign.Tests.Reward.Rounds;

/// <summary>An object store on a server, which files are fetched from.</summary>
internal sealed class ServedObjects : IObjectStore, IServedStore
{
    private readonly InMemoryObjectStore _inner = new();

    /// <summary>The keys of all files that were fetched.</summary>
    internal ConcurrentQueue<string> Fetched { get; } = new();

    public Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default) =>
        _inner.PutAsync(kind, extension, content, cancel);

    public Task<string> PutFileAsync(string kind, string extension, string path, CancellationToken cancel = default) =>
        _inner.PutFileAsync(kind, extension, path, cancel);

    public Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default) => _inner.PutStreamAsync(kind, extension, content, named, cancel);

    public Task<byte[]> GetAsync(string key, CancellationToken cancel = default) => _inner.GetAsync(key, cancel);

    public Task<string> GetFileAsync(string key, CancellationToken cancel = default)
    {
        Fetched.Enqueue(key);
        return _inner.GetFileAsync(key, cancel);
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancel = default) => _inner.ExistsAsync(key, cancel);

    public Task PingAsync(CancellationToken cancel = default) => Task.CompletedTask;
}
