using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using PathAlign.Storage.Objects;

namespace PathAlign.Storage.S3;

/// <summary>Lists and removes the objects of a bucket.</summary>
internal sealed class S3Inventory(AmazonS3Client client, string bucket) : IObjectInventory
{
    public async IAsyncEnumerable<HeldObject> ListAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        var request = new ListObjectsV2Request { BucketName = bucket };
        do
        {
            var page = await S3Failures.NamedAsync(
                $"list bucket {bucket}", () => client.ListObjectsV2Async(request, cancel), cancel)
                .ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
                if (ObjectKey.IsKey(found.Key))
                    yield return new HeldObject(found.Key, found.Size ?? 0, TimeOf(found.LastModified));
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public async Task<bool> DeleteAsync(
        string key, DateTimeOffset? putBefore = null, CancellationToken cancel = default)
    {
        if (await PutAtAsync(ObjectKey.Check(key), cancel).ConfigureAwait(false) is not { } putAt || putAt >= putBefore)
            return false;
        await S3Failures.NamedAsync(
            $"delete {key}", () => client.DeleteObjectAsync(bucket, key, cancel), cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>The time of an object's last put; null if it does not exist.</summary>
    private async Task<DateTimeOffset?> PutAtAsync(string key, CancellationToken cancel)
    {
        try
        {
            var head = await S3Failures.NamedAsync(
                $"head {key}",
                () => client.GetObjectMetadataAsync(bucket, key, cancel),
                cancel,
                S3Failures.IsMissing).ConfigureAwait(false);
            return TimeOf(head.LastModified);
        }
        catch (AmazonS3Exception error) when (S3Failures.IsMissing(error))
        {
            return null;
        }
    }

    internal static DateTimeOffset TimeOf(DateTime? time) =>
        time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MaxValue;
}
