using Amazon.S3;
using Amazon.S3.Model;

namespace PathAlign.Storage.S3;

/// <summary>The bucket and its rules.</summary>
internal static class S3Bucket
{
    private const string TemporaryPrefix = ".incoming/";

    /// <exception cref="StoreUnavailableException">The server is unavailable, or the bucket is missing.</exception>
    internal static Task FindAsync(AmazonS3Client client, string bucket, CancellationToken cancel) =>
        S3Failures.NamedAsync(
            $"find bucket {bucket}", () => client.HeadBucketAsync(new() { BucketName = bucket }, cancel), cancel);

    internal static async Task SetUpAsync(AmazonS3Client client, string bucket, CancellationToken cancel)
    {
        try
        {
            await S3Failures.NamedAsync(
                $"make bucket {bucket}",
                () => client.PutBucketAsync(bucket, cancel),
                cancel,
                S3Failures.IsOwn).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (S3Failures.IsOwn(error))
        {
            // The bucket exists already.
        }
        await S3Failures.NamedAsync(
            $"set the lifecycle of bucket {bucket}", () => client.PutLifecycleConfigurationAsync(new()
            {
                BucketName = bucket,
                Configuration = new() { Rules = [Unfinished, Temporary] },
            }, cancel), cancel).ConfigureAwait(false);
    }

    /// <summary>A key for content whose hash is not known yet; no object key begins like it.</summary>
    internal static string NewTemporaryKey() => $"{TemporaryPrefix}{Guid.NewGuid():N}";

    private static LifecycleRule Temporary => new()
    {
        Id = "temporary-objects",
        Status = LifecycleRuleStatus.Enabled,
        Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = TemporaryPrefix } },
        Expiration = new() { Days = 1 },
    };

    private static LifecycleRule Unfinished => new()
    {
        Id = "unfinished-uploads",
        Status = LifecycleRuleStatus.Enabled,
        Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
        AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = 1 },
    };
}
