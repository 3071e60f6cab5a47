using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>
/// Uploads objects. Every body is signed with its SHA-256, so the server rejects a changed body.
/// </summary>
internal sealed class S3Writer(AmazonS3Client client, S3Options options)
{
    private const long CopyBytes = 1L << 29;

    /// <summary>Uploads content in one request.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">The bytes to upload.</param>
    /// <param name="onlyIfMissing">Whether to keep an existing object.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>False if the object exists already.</returns>
    internal async Task<bool> PutAsync(
        string key, ReadOnlyMemory<byte> content, bool onlyIfMissing, CancellationToken cancel)
    {
        try
        {
            await S3Failures.NamedAsync($"put {key}", () => client.PutObjectAsync(new()
            {
                BucketName = options.Bucket,
                Key = key,
                InputStream = Reading(content),
                ContentType = TypeOf(key),
                IfNoneMatch = onlyIfMissing ? "*" : null,
                UseChunkEncoding = false,
            }, cancel), cancel, S3Failures.IsTaken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception error) when (S3Failures.IsTaken(error))
        {
            return false;
        }
    }

    /// <summary>
    /// Uploads a file in parts; each part is retried separately. The object is readable only after the last part; if
    /// one part fails, nothing is stored.
    /// </summary>
    /// <exception cref="IOException">The file does not match the key, since it changed during the upload.</exception>
    internal Task PutPartsAsync(string key, Stream file, CancellationToken cancel) => UploadAsync(
        key,
        async uploadId =>
        {
            var (parts, found) = await SendPartsAsync(key, uploadId, file, cancel).ConfigureAwait(false);
            return Convert.ToHexStringLower(found) == ObjectKey.HashOf(key)
                ? parts
                : throw new IOException(
                    $"object '{key}': expected a file that does not change during the upload, found it changed to " +
                        Convert.ToHexStringLower(found));
        },
        cancel);

    /// <summary>Uploads a stream in parts under a temporary key and returns the hash of its content.</summary>
    internal async Task<byte[]> PutTemporaryAsync(string temporary, Stream content, CancellationToken cancel)
    {
        byte[] hash = [];
        await UploadAsync(
            temporary,
            async uploadId =>
            {
                (var parts, hash) = await SendPartsAsync(temporary, uploadId, content, cancel).ConfigureAwait(false);
                return parts;
            },
            cancel).ConfigureAwait(false);
        return hash;
    }

    /// <summary>Copies an object inside the store, in pieces that every server accepts.</summary>
    internal async Task CopyAsync(string temporary, string key, CancellationToken cancel)
    {
        var length = (await S3Failures.NamedAsync(
            $"head {temporary}",
            () => client.GetObjectMetadataAsync(options.Bucket, temporary, cancel),
            cancel).ConfigureAwait(false)).ContentLength;
        await UploadAsync(
            key,
            async uploadId =>
            {
                var parts = new List<PartETag>();
                for (long start = 0; start < length; start += CopyBytes)
                {
                    var (number, first) = (parts.Count + 1, start);
                    var what = $"copy {key}, part {number}";
                    var part = await S3Failures.NamedAsync(what, () => client.CopyPartAsync(new()
                    {
                        SourceBucket = options.Bucket,
                        SourceKey = temporary,
                        DestinationBucket = options.Bucket,
                        DestinationKey = key,
                        UploadId = uploadId,
                        PartNumber = number,
                        FirstByte = first,
                        LastByte = Math.Min(first + CopyBytes, length) - 1,
                    }, cancel), cancel).ConfigureAwait(false);
                    parts.Add(new(number, part.ETag));
                }
                return parts;
            },
            cancel).ConfigureAwait(false);
    }

    /// <summary>Removes a temporary object. If that fails, the bucket's lifecycle removes it.</summary>
    internal async Task DropAsync(string temporary)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            await client.DeleteObjectAsync(options.Bucket, temporary, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFailure(error))
        {
            // see above
        }
    }

    private async Task UploadAsync(
        string key, Func<string, Task<List<PartETag>>> send, CancellationToken cancel)
    {
        var upload = await S3Failures.NamedAsync(
            $"put {key}",
            () =>
                client.InitiateMultipartUploadAsync(
                    new() { BucketName = options.Bucket, Key = key, ContentType = TypeOf(key) }, cancel),
            cancel).ConfigureAwait(false);
        try
        {
            var parts = await send(upload.UploadId).ConfigureAwait(false);
            await S3Failures.NamedAsync(
                $"put {key}",
                () =>
                    client.CompleteMultipartUploadAsync(
                        new() { BucketName = options.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
                        cancel),
                cancel).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(key, upload.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(List<PartETag> Parts, byte[] Hash)> SendPartsAsync(
        string key, string uploadId, Stream file, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[options.PartBytes];
        var parts = new List<PartETag>();
        for (
            int read; (
                read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)
                    .ConfigureAwait(false)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            var number = parts.Count + 1;
            var content = buffer.AsMemory(0, read);
            var part = await S3Failures.NamedAsync($"put {key}, part {number}", () => client.UploadPartAsync(new()
            {
                BucketName = options.Bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                PartSize = content.Length,
                InputStream = Reading(content),
                UseChunkEncoding = false,
            }, cancel), cancel).ConfigureAwait(false);
            parts.Add(new(number, part.ETag));
        }
        return (parts, hash.GetHashAndReset());
    }

    private async Task AbortAsync(string key, string uploadId)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            await client.AbortMultipartUploadAsync(options.Bucket, key, uploadId, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFailure(error))
        {
            // The bucket's lifecycle removes the remaining parts.
        }
    }

    private static bool IsFailure(Exception error) =>
        error is AmazonClientException or HttpRequestException or IOException or TimeoutException
            or OperationCanceledException;

    private static MemoryStream Reading(ReadOnlyMemory<byte> content) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var segment)
            ? new(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new(content.ToArray(), writable: false);

    // Browsers read only images by presigned addresses.
    private static string TypeOf(string key) =>
        key.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "application/octet-stream";
}
