using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Http;

namespace PathAlign.Feedback.Ratings;

/// <summary>Holds a rating to the rules and stores it, however it came: alone or among many.</summary>
internal sealed class SubmitRating(RateImage rate, IOptions<FeedbackOptions> options)
{
    /// <summary>What was stored, now or before, or the problem to answer with.</summary>
    internal async Task<(RateResult? Result, ProblemHttpResult? Problem)> RunAsync(
        Rater rater, string idempotencyKey, RatingRequest request, CancellationToken cancel)
    {
        if (request.Fault(options.Value) is { } fault) return (null, Problems.InvalidRating(fault));
        var result = await rate.RunAsync(rater, idempotencyKey, request, cancel);
        return ProblemOf(result) is { } problem ? (null, problem) : (result, null);
    }

    private static ProblemHttpResult? ProblemOf(RateResult result) => result.Outcome switch
    {
        RateOutcome.Stored or RateOutcome.Repeated => null,
        RateOutcome.KeyReused => Problems.IdempotencyKeyReused(),
        RateOutcome.AlreadyRated => Problems.AlreadyRated(),
        RateOutcome.AlreadyDecided => Problems.AlreadyDecided(),
        RateOutcome.NothingToChange => Problems.NothingToChange(),
        RateOutcome.SetFrozen => Problems.SetFrozen(),
        RateOutcome.Misfit => Problems.InvalidRating(result.Misfit!),
        _ => Problems.UnknownImage(),
    };
}
