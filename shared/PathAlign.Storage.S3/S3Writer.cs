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
    internal async Task PutPartsAsync(string key, Stream file, CancellationToken cancel)
    {
        var upload = await S3Failures.NamedAsync(
            $"put {key}",
            () =>
                client.InitiateMultipartUploadAsync(
                    new() { BucketName = options.Bucket, Key = key, ContentType = TypeOf(key) }, cancel),
            cancel).ConfigureAwait(false);
        try
        {
            var parts = await SendPartsAsync(key, upload.UploadId, file, cancel).ConfigureAwait(false);
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

    private async Task<List<PartETag>> SendPartsAsync(
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
        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == ObjectKey.HashOf(key)
            ? parts
            : throw new IOException(
                $"object '{key}': expected a file that does not change during the upload, found it changed to {found}");
    }

    private async Task AbortAsync(string key, string uploadId)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            await client.AbortMultipartUploadAsync(options.Bucket, key, uploadId, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (
            error is AmazonClientException or HttpRequestException or IOException or TimeoutException
                or OperationCanceledException)
        {
            // The bucket's lifecycle removes the remaining parts.
        }
    }

    private static MemoryStream Reading(ReadOnlyMemory<byte> content) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var segment)
            ? new(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new(content.ToArray(), writable: false);

    // Browsers read only images by presigned addresses.
    private static string TypeOf(string key) =>
        key.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "application/octet-stream";
}
