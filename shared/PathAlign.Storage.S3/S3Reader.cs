using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>
/// Reads objects and checks them against their keys. A body that breaks off or stalls is read again; only one that is
/// whole and has another hash is called corrupt.
/// </summary>
internal sealed class S3Reader(AmazonS3Client client, S3Options options)
{
    private const int ChunkBytes = 1 << 17;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads an object into a target, which is emptied before each try.</summary>
    /// <exception cref="ObjectNotFoundException">Nothing there.</exception>
    /// <exception cref="ObjectCorruptException">What is there has another hash; the target holds it.</exception>
    internal async Task ReadAsync(string key, Stream target, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            target.SetLength(0);
            using var response = await AskAsync(key, cancel).ConfigureAwait(false);
            try
            {
                var found = await CopyAsync(key, response, target, cancel).ConfigureAwait(false);
                if (found != ObjectKey.HashOf(key)) throw new ObjectCorruptException(key, found);
                return;
            }
            catch (StoreUnavailableException) when (attempt < options.MaxAttempts)
            {
                // The client repeats what fails before the body; what fails within it is for us to repeat.
                await Task.Delay(Pause * attempt, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether what is stored under a key has its hash.</summary>
    internal async Task<bool> HoldsAsync(string key, CancellationToken cancel)
    {
        try
        {
            await ReadAsync(key, Stream.Null, cancel).ConfigureAwait(false);
            return true;
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
        // 0 also stands for a length that the server did not tell.
        if (length < response.ContentLength)
            throw new StoreUnavailableException(
                $"S3, get {key}: expected {response.ContentLength} bytes, found {length}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
