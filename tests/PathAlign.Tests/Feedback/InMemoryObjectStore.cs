using System.Collections.Concurrent;
using System.Security.Cryptography;
using PathAlign.Storage.Objects;

namespace PathAlign.Tests.Feedback;

/// <summary>An object store for tests.</summary>
internal sealed class InMemoryObjectStore : IObjectStore, IObjectInventory
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _putAt = new();

    /// <summary>Called before each put with its kind; throws to play an outage.</summary>
    internal Action<string>? BeforePut { get; set; }

    /// <summary>Waited for before each read, with its key: what happens in between.</summary>
    internal Func<string, Task>? BeforeGet { get; set; }

    /// <summary>Called with the bytes of a stream that have arrived.</summary>
    internal Action<long>? WhileStreamed { get; set; }

    /// <summary>The time at which objects are put.</summary>
    internal Func<DateTimeOffset> PutTime { get; set; } = () => DateTimeOffset.UtcNow;

    internal IEnumerable<string> Keys => _objects.Keys;

    public Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        BeforePut?.Invoke(kind);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var key = $"{kind}/{hash[..2]}/{hash}.{extension}";
        _objects[key] = content.ToArray();
        _putAt[key] = PutTime();
        return Task.FromResult(key);
    }

    public Task<string> PutFileAsync(string kind, string extension, string path, CancellationToken cancel = default) =>
        PutAsync(kind, extension, File.ReadAllBytes(path), cancel);

    public async Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default)
    {
        using var read = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await content.ReadAsync(buffer, cancel) is > 0 and var length)
        {
            read.Write(buffer, 0, length);
            WhileStreamed?.Invoke(read.Length);
        }
        var hash = SHA256.HashData(read.ToArray());
        if (named is not null) await named(ObjectKey.Of(kind, extension, hash), cancel);
        return await PutAsync(kind, extension, read.ToArray(), cancel);
    }

    public async Task<byte[]> GetAsync(string key, CancellationToken cancel = default)
    {
        if (BeforeGet is { } before) await before(key);
        return _objects.TryGetValue(key, out var content) ? content : throw new ObjectNotFoundException(key);
    }

    public async Task<string> GetFileAsync(string key, CancellationToken cancel = default)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("pathalign-test-").FullName, "object");
        await File.WriteAllBytesAsync(path, await GetAsync(key, cancel), cancel);
        return path;
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancel = default) =>
        Task.FromResult(_objects.ContainsKey(key));

    public IAsyncEnumerable<HeldObject> ListAsync(CancellationToken cancel = default) =>
        _objects.ToList().Select(o => new HeldObject(o.Key, o.Value.Length, _putAt[o.Key])).ToAsyncEnumerable();

    public Task<bool> DeleteAsync(string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default) =>
        Task.FromResult(
            _putAt.TryGetValue(key, out var at) && !(at >= putBefore) && _objects.TryRemove(key, out _));
}
