using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace PathAlign.Storage.S3;

/// <summary>What a failed request means.</summary>
internal static class S3Failures
{
    // Refusals by their status that pass by themselves: a clock that is put right, a quota that is raised, another
    // writer. A bad
    // request without a code is a connection that got out of step when the server had refused the request before on it.
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
    /// Runs a request and names its failure: <see cref="StoreUnavailableException"/> or <see
    /// cref="StoreRefusedException"/>.
    /// </summary>
    /// <param name="what">What was asked, for messages.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancel">The caller's, so that its cancellation is not taken for a time-out.</param>
    /// <param name="isExpected">Which failures the caller knows what to do with.</param>
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
        // TimeoutException: what the SDK makes of a server that takes a request and says nothing.
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
        // 404: the bucket is yet to be made, or an upload in parts was taken away.
        var passes = (int)error.StatusCode is 0 or 404 or 408 or 429 or (>= 500 and not 501)
            || Passing.Contains(error.ErrorCode);
        return passes ? new StoreUnavailableException(sentence, error) : new StoreRefusedException(sentence, error);
    }
}
