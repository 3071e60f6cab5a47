using Amazon.S3;
using Amazon.S3.Model;

namespace PathAlign.Storage.S3;

/// <summary>The bucket and its rules.</summary>
internal static class S3Bucket
{
    /// <exception cref="StoreUnavailableException">The server is away, or the bucket is not there.</exception>
    internal static async Task FindAsync(AmazonS3Client client, string bucket, CancellationToken cancel)
    {
        try
        {
            await S3Failures.NamedAsync($"find bucket {bucket}", () => client.HeadBucketAsync(new() { BucketName = bucket }, cancel), cancel).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (S3Failures.IsMissing(error))   // an answer to HEAD has no code to tell what is missing
        {
            throw new StoreUnavailableException($"S3: expected a bucket {bucket}, found none", error);
        }
    }

    internal static async Task SetUpAsync(AmazonS3Client client, string bucket, CancellationToken cancel)
    {
        try
        {
            await S3Failures.NamedAsync($"make bucket {bucket}", () => client.PutBucketAsync(bucket, cancel), cancel).ConfigureAwait(false);
        }
        catch (StoreRefusedException error) when (error.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" })
        {
        }
        await S3Failures.NamedAsync($"set the lifecycle of bucket {bucket}", () => client.PutLifecycleConfigurationAsync(new()
        {
            BucketName = bucket,
            Configuration = new() { Rules = [Unfinished] },
        }, cancel), cancel).ConfigureAwait(false);
    }

    private static LifecycleRule Unfinished => new()
    {
        Id = "unfinished-uploads",
        Status = LifecycleRuleStatus.Enabled,
        Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
        AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = 1 },
    };
}
