using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Settings;
using PathAlign.Web.Access;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Ratings;

/// <summary>Checks each line of a bulk request against the rules of a single rating and stores it.</summary>
internal sealed class BulkRatings(
    SubmitRating submit, Blinds blinds, RateLimit limit, IOptions<FeedbackOptions> options)
{
    private const int AtOnce = 32;

    /// <summary>
    /// The result of each line. Lines run in parallel, so that they wait for the disk together. Lines for the same
    /// image or with the same key run in their order, so that a changed rating follows the one that it replaces.
    /// </summary>
    internal async Task<BulkResult> RunAsync(
        Rater rater, IReadOnlyList<(int Number, ReadOnlyMemory<byte> Line)> lines, CancellationToken cancel)
    {
        using var lanes = new Lanes(AtOnce);
        return BulkResult.Of(
            await Task.WhenAll(lines.Select(line => ResultAsync(rater, line.Number, line.Line, lanes, cancel))));
    }

    private async Task<BulkLineResult> ResultAsync(
        Rater rater, int number, ReadOnlyMemory<byte> line, Lanes lanes, CancellationToken cancel)
    {
        var (read, refused) = limit.Allows(rater.Name)
            ? Read(line)
            : (null, Problems.TooManyRequests(options.Value.RequestsPerMinute));
        var result = default(RateResult);
        if (read is not null)
            (result, refused) = await lanes.Add(
                [$"image {read.Rating.ImageId}", $"key {read.IdempotencyKey}"],
                () => submit.RunAsync(rater, read.IdempotencyKey, read.Rating, cancel));
        var status = refused?.StatusCode
            ?? (result!.Outcome == RateOutcome.Stored ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        var rating = result is null ? null : await blinds.ShowAsync(result.Rating!, cancel);
        return new BulkLineResult(number, status, rating, refused?.ProblemDetails);
    }

    private (BulkLine? Line, ProblemHttpResult? Problem) Read(ReadOnlyMemory<byte> line)
    {
        if (line.Length > options.Value.MaxBodyBytes) return (null, Problems.BodyTooLarge(options.Value.MaxBodyBytes));
        var (read, problem) = BoundedBody.Parse<BulkLine>(line.Span, BulkLine.Json);
        return read is null || Names.IsIdempotencyKey(read.IdempotencyKey)
            ? (read, problem)
            : (null, Problems.InvalidIdempotencyKey());
    }
}
