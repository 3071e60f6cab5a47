using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace PathAlign.Storage.S3;

/// <summary>Classifies failed requests.</summary>
internal static class S3Failures
{
    // Temporary errors by status: a wrong clock, an exhausted quota, a concurrent writer. A bad request without a code
    // means a connection that lost synchronisation after the server rejected the previous request on it.
    private static readonly string[] Passing =
    [
        "RequestTimeTooSkewed",
        "RequestTimeout",
        "OperationAborted",
        "ConditionalRequestConflict",
        "QuotaExceeded",
        "SlowDown",
        "BadRequest",
    ];

    internal static bool IsMissing(AmazonS3Exception error) =>
        error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket";

    internal static bool IsTaken(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.PreconditionFailed;

    internal static bool IsOwn(AmazonS3Exception error) => error.ErrorCode == "BucketAlreadyOwnedByYou";

    /// <summary>
    /// Runs a request and converts its failure to a <see cref="StoreUnavailableException"/> or a <see
    /// cref="StoreRefusedException"/>.
    /// </summary>
    /// <param name="what">The operation, for messages.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancel">The caller's token, to tell its cancellation from a time-out.</param>
    /// <param name="isExpected">The failures that the caller handles.</param>
    internal static async Task<T> NamedAsync<T>(
        string what, Func<Task<T>> request, CancellationToken cancel, Func<AmazonS3Exception, bool>? isExpected = null)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (isExpected?.Invoke(error) != true)
        {
            throw Named(what, error);
        }
        // TimeoutException: the SDK throws it for a server that accepts a request and sends no response.
        catch (Exception error) when (
            error is not AmazonS3Exception
                && (
                    error is AmazonClientException or HttpRequestException or IOException or TimeoutException
                        || (error is OperationCanceledException && !cancel.IsCancellationRequested)))
        {
            throw new StoreUnavailableException($"S3, {what}: expected a response, got none: {error.Message}", error);
        }
    }

    private static Exception Named(string what, AmazonS3Exception error)
    {
        var sentence = $"S3, {what}: error {(int)error.StatusCode} {error.ErrorCode}: {error.Message}";
        // 404: the bucket does not exist yet, or a multipart upload was removed.
        var passes = (int)error.StatusCode is 0 or 404 or 408 or 429 or (>= 500 and not 501)
            || Passing.Contains(error.ErrorCode);
        return passes ? new StoreUnavailableException(sentence, error) : new StoreRefusedException(sentence, error);
    }
}
