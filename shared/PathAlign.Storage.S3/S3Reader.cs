using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>
/// Reads objects and checks them against their keys. An incomplete or stalled body is read again; only a complete body
/// with another hash is reported as corrupt.
/// </summary>
internal sealed class S3Reader(AmazonS3Client client, S3Options options)
{
    private const int ChunkBytes = 1 << 17;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A sweep removes only objects that are at least a day old, so whoever put one again has half a day to store what
    // refers to it.
    private static readonly TimeSpan Young = TimeSpan.FromHours(12);

    /// <summary>
    /// Reads an object into a target, which is emptied before each try, and returns the time of its last put.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">The object does not exist.</exception>
    /// <exception cref="ObjectCorruptException">The stored bytes have another hash; the target holds them.</exception>
    internal async Task<DateTimeOffset> ReadAsync(string key, Stream target, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            target.SetLength(0);
            using var response = await AskAsync(key, cancel).ConfigureAwait(false);
            try
            {
                var found = await CopyAsync(key, response, target, cancel).ConfigureAwait(false);
                if (found != ObjectKey.HashOf(key)) throw new ObjectCorruptException(key, found);
                return S3Inventory.TimeOf(response.LastModified);
            }
            catch (StoreUnavailableException) when (attempt < options.MaxAttempts)
            {
                // The client retries failures before the body; failures within the body are retried here.
                await Task.Delay(Pause * attempt, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Whether the bytes stored under a key have its hash and were put a short time ago. An older object is put again,
    /// so that its age begins again.
    /// </summary>
    internal async Task<bool> HoldsAsync(string key, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(key, Stream.Null, cancel).ConfigureAwait(false) > DateTimeOffset.UtcNow - Young;
        }
        catch (Exception error) when (error is ObjectNotFoundException or ObjectCorruptException)
        {
            return false;
        }
    }

    private async Task<GetObjectResponse> AskAsync(string key, CancellationToken cancel)
    {
        try
        {
            return await S3Failures.NamedAsync(
                $"get {key}",
                () => client.GetObjectAsync(options.Bucket, key, cancel),
                cancel,
                S3Failures.IsMissing).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (S3Failures.IsMissing(error))
        {
            throw new ObjectNotFoundException(key);
        }
    }

    private async Task<string> CopyAsync(
        string key, GetObjectResponse response, Stream target, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var buffer = new byte[ChunkBytes];
        long length = 0;
        while (true)
        {
            stalled.CancelAfter(options.Timeout);
            var read = await S3Failures.NamedAsync(
                $"get {key}, byte {length}",
                () => response.ResponseStream.ReadAsync(buffer, stalled.Token).AsTask(),
                cancel).ConfigureAwait(false);
            if (read == 0) break;
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
            length += read;
        }
        // 0 also means that the server did not send the length.
        if (length < response.ContentLength)
            throw new StoreUnavailableException(
                $"S3, get {key}: expected {response.ContentLength} bytes, found {length}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
