using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace PathAlign.Storage.S3;

/// <summary>What a failed request means.</summary>
internal static class S3Failures
{
    // Refusals by their status that pass by themselves: a clock that is put right, a bucket that is being made, a disk that is cleared.
    private static readonly string[] Passing = ["RequestTimeTooSkewed", "RequestTimeout", "NoSuchBucket", "OperationAborted", "ConditionalRequestConflict", "QuotaExceeded", "SlowDown"];

    internal static bool IsMissing(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket";

    internal static bool IsTaken(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.PreconditionFailed;

    /// <summary>Runs a request and names its failure: <see cref="StoreUnavailableException"/> or <see cref="StoreRefusedException"/>. What is missing or taken is for the caller.</summary>
    internal static async Task<T> NamedAsync<T>(string what, Func<Task<T>> request, CancellationToken cancel)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (!IsMissing(error) && !IsTaken(error))
        {
            throw Named(what, error);
        }
        catch (Exception error) when (error is AmazonClientException or HttpRequestException or IOException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new StoreUnavailableException($"S3, {what}: expected an answer, found none: {error.Message}", error);
        }
    }

    private static Exception Named(string what, AmazonS3Exception error)
    {
        var sentence = $"S3, {what}: error {(int)error.StatusCode} {error.ErrorCode}: {error.Message}";
        var passes = (int)error.StatusCode is 0 or 408 or 429 or >= 500 and not 501 || Passing.Contains(error.ErrorCode);
        return passes ? new StoreUnavailableException(sentence, error) : new StoreRefusedException(sentence, error);
    }
}
