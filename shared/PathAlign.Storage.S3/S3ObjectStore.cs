using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>
/// Objects in a bucket of any S3 store, under their keys. An object appears completely or not at all and is checked
/// against its key on every read. The next put of the same content repairs a damaged object. Every call may throw a
/// <see cref="StoreUnavailableException"/> or a <see cref="StoreRefusedException"/>.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IObjectInventory, IServedStore, IPresignedReads, IDisposable
{
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);
    private readonly S3Options _options;
    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client _signer;
    private readonly S3Reader _reader;
    private readonly S3Writer _writer;
    private readonly S3Inventory _inventory;
    private readonly S3Cache _cache;

    /// <param name="options">Address, credentials and time-outs.</param>
    public S3ObjectStore(S3Options options)
    {
        _options = options;
        _client = S3Connection.Open(options, options.Endpoint);
        _signer = S3Connection.Open(options, options.PublicEndpoint ?? options.Endpoint);
        _reader = new(_client, options);
        _writer = new(_client, options);
        _inventory = new(_client, options.Bucket);
        _cache = new(options.CacheFolder, options.CacheGigabytes);
    }

    /// <inheritdoc/>
    public async Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var key = ObjectKey.Of(kind, extension, SHA256.HashData(content.Span));
        if (await _writer.PutAsync(key, content, onlyIfMissing: true, cancel).ConfigureAwait(false)) return key;
        if (await _reader.HoldsAsync(key, cancel).ConfigureAwait(false)) return key;
        await _writer.PutAsync(key, content, onlyIfMissing: false, cancel).ConfigureAwait(false);
        return key;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file changed during the upload; nothing is stored.</exception>
    public async Task<string> PutFileAsync(
        string kind, string extension, string path, CancellationToken cancel = default)
    {
        ObjectKey.CheckParts(kind, extension);
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            1 << 17,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (file.Length <= _options.PartBytes)
        {
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, cancel).ConfigureAwait(false);
            return await PutAsync(kind, extension, content, cancel).ConfigureAwait(false);
        }
        var key = ObjectKey.Of(kind, extension, await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false));
        // Not every server supports a condition on the end of a multipart upload. Two parallel uploads only store the
        // same bytes twice.
        if (
            await ExistsAsync(key, cancel).ConfigureAwait(false)
                && await _reader.HoldsAsync(key, cancel).ConfigureAwait(false))
            return key;
        file.Position = 0;
        await _writer.PutPartsAsync(key, file, cancel).ConfigureAwait(false);
        return key;
    }

    /// <inheritdoc/>
    public async Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default)
    {
        ObjectKey.CheckParts(kind, extension);
        var first = new byte[_options.PartBytes];
        var length = await content.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancel)
            .ConfigureAwait(false);
        if (length < first.Length)
        {
            var small = first.AsMemory(0, length);
            if (named is not null)
                await named(ObjectKey.Of(kind, extension, SHA256.HashData(small.Span)), cancel).ConfigureAwait(false);
            return await PutAsync(kind, extension, small, cancel).ConfigureAwait(false);
        }
        // The key follows from the content, which is known only at its end.
        var temporary = S3Bucket.NewTemporaryKey();
        try
        {
            await using var whole = new PrefixedStream(first, content);
            var hash = await _writer.PutTemporaryAsync(temporary, whole, cancel).ConfigureAwait(false);
            var key = ObjectKey.Of(kind, extension, hash);
            if (named is not null) await named(key, cancel).ConfigureAwait(false);
            if (
                !await ExistsAsync(key, cancel).ConfigureAwait(false)
                    || !await _reader.HoldsAsync(key, cancel).ConfigureAwait(false))
                await _writer.CopyAsync(temporary, key, cancel).ConfigureAwait(false);
            return key;
        }
        finally
        {
            await _writer.DropAsync(temporary).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> GetAsync(string key, CancellationToken cancel = default)
    {
        using var content = new MemoryStream();
        await _reader.ReadAsync(ObjectKey.Check(key), content, cancel).ConfigureAwait(false);
        return content.ToArray();
    }

    /// <inheritdoc/>
    public Task<string> GetFileAsync(string key, CancellationToken cancel = default) =>
        _cache.GetAsync(ObjectKey.Check(key), file => _reader.ReadAsync(key, file, cancel), cancel);

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancel = default)
    {
        ObjectKey.Check(key);
        try
        {
            await S3Failures.NamedAsync(
                $"head {key}",
                () => _client.GetObjectMetadataAsync(_options.Bucket, key, cancel),
                cancel,
                S3Failures.IsMissing).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception error) when (S3Failures.IsMissing(error))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<HeldObject> ListAsync(CancellationToken cancel = default) =>
        _inventory.ListAsync(cancel);

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(
        string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default)
    {
        var removed = await _inventory.DeleteAsync(key, putBefore, cancel).ConfigureAwait(false);
        if (removed) _cache.Remove(key);
        return removed;
    }

    /// <summary>The keys of the objects that have a copy in the cache and may be replaced.</summary>
    internal IEnumerable<string> CopiedTexts() => _cache.Keys().Where(ReplacedObjects.IsText);

    /// <summary>Removes the copy of an object from the cache, not the object.</summary>
    internal void RemoveCopy(string key) => _cache.Remove(key);

    /// <inheritdoc/>
    public bool IsPublic => _options.PublicEndpoint is not null;

    /// <inheritdoc/>
    public Uri ReadAddress(string key, TimeSpan lifetime)
    {
        ObjectKey.Check(key);
        if (lifetime <= TimeSpan.Zero || lifetime > LongestLifetime)
            throw new ArgumentException(
                $"expected a lifetime above 0 and at most one day, found {lifetime}");
        return new(_signer.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = _options.Bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = DateTime.UtcNow + lifetime,
            Protocol = _signer.Config.UseHttp ? Protocol.HTTP : Protocol.HTTPS,
        }));
    }

    /// <summary>
    /// Creates the bucket if it is missing, with a rule that removes unfinished uploads after a day. Safe to repeat.
    /// </summary>
    public Task SetUpAsync(CancellationToken cancel = default) => S3Bucket.SetUpAsync(_client, _options.Bucket, cancel);

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancel = default) => S3Bucket.FindAsync(_client, _options.Bucket, cancel);

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _signer.Dispose();
    }
}
