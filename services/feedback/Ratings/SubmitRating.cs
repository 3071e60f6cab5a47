using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Ratings;

/// <summary>Checks and stores a rating, from a single or a bulk request.</summary>
internal sealed class SubmitRating(RateImage rate, IOptions<FeedbackOptions> options)
{
    /// <summary>The rating that was stored, now or before, or the problem to answer with.</summary>
    internal async Task<(RateResult? Result, ProblemHttpResult? Problem)> RunAsync(
        Rater rater, string idempotencyKey, RatingRequest request, CancellationToken cancel)
    {
        if ((request.Fault(options.Value) ?? TooShort(request)) is { } fault)
            return (null, FeedbackProblems.InvalidRating(fault));
        var result = await rate.RunAsync(rater, idempotencyKey, request, cancel);
        return ProblemOf(result) is { } problem ? (null, problem) : (result, null);
    }

    // Of ratings made here alone: what other tools measured is no matter of this setting.
    private string? TooShort(RatingRequest request) =>
        request.LookedMs > 0 && request.LookedMs < options.Value.MinLookMs
            ? $"lookedMs: expected at least {options.Value.MinLookMs}, or 0 for unknown, found {request.LookedMs}"
            : null;

    private static ProblemHttpResult? ProblemOf(RateResult result) => result.Outcome switch
    {
        RateOutcome.Stored or RateOutcome.Repeated => null,
        RateOutcome.KeyReused => FeedbackProblems.IdempotencyKeyReused(),
        RateOutcome.AlreadyRated => FeedbackProblems.AlreadyRated(),
        RateOutcome.AlreadyDecided => FeedbackProblems.AlreadyDecided(),
        RateOutcome.NothingToChange => FeedbackProblems.NothingToChange(),
        RateOutcome.TooLateToChange => FeedbackProblems.TooLateToChange(),
        RateOutcome.SetFrozen => FeedbackProblems.SetFrozen(),
        RateOutcome.Misfit => FeedbackProblems.InvalidRating(result.Misfit!),
        _ => FeedbackProblems.UnknownImage(),
    };
}
