using Amazon.Runtime;
using Amazon.S3;

namespace PathAlign.Storage.S3;

/// <summary>Creates clients with settings that every S3 server supports.</summary>
internal static class S3Connection
{
    internal static AmazonS3Client Open(S3Options options, string endpoint) =>
        new(new BasicAWSCredentials(options.AccessKey, options.SecretKey), new AmazonS3Config
        {
            ServiceURL = endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = options.Region,
            UseHttp = endpoint.StartsWith("http:", StringComparison.Ordinal),
            // Newer checksums use a trailer that many servers do not read. Every body is signed with its SHA-256
            // anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.MaxAttempts - 1,
            Timeout = options.Timeout,
        });
}
