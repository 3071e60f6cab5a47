using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Storage;
using PathAlign.Messaging.Metrics;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Ratings;

/// <summary>Stores a rating once, however often it is sent.</summary>
internal sealed class RateImage(IDocumentStore store, SettleRating settle, TimeProvider time, ILogger<RateImage> log)
{
    /// <summary>Stores the rating, or finds the one that is there.</summary>
    internal async Task<RateResult> RunAsync(Rater rater, string idempotencyKey, RatingRequest request, CancellationToken cancel)
    {
        if (await RepeatAsync(rater, idempotencyKey, request, cancel) is { } repeat) return repeat;
        var image = Names.IsImageId(request.ImageId) ? await store.ReadAsync<QueuedImage>(FeedbackCollections.Images, request.ImageId, cancel) : null;
        var set = image is null ? null : await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, image.SetId, cancel);
        if (image is null || set is null) return new RateResult(RateOutcome.UnknownImage);
        if (await store.GetAsync(FeedbackCollections.Ratings, StoredRating.IdOf(request.ImageId, rater.Name), cancel) is not null) return new RateResult(RateOutcome.AlreadyRated);
        if (set.State != SetState.Open) return new RateResult(RateOutcome.SetFrozen);

        var rating = New(rater, idempotencyKey, request, image, set);
        if (!await store.AddAsync(FeedbackCollections.Ratings, rating.Id, rating, cancel))   // the same request, or the same image, came in between
            return await RepeatAsync(rater, idempotencyKey, request, cancel) ?? new RateResult(RateOutcome.AlreadyRated);
        RoundMetrics.RatingStored(request.Verdict, rating.Simulated);
        return await SettleAsync(rating, RateOutcome.Stored);
    }

    private async Task<RateResult?> RepeatAsync(Rater rater, string idempotencyKey, RatingRequest request, CancellationToken cancel)
    {
        Condition[] same = [Condition.Is("rater", rater.Name), Condition.Is("idempotencyKey", idempotencyKey)];
        await foreach (var (_, there) in store.AllAsync<StoredRating>(FeedbackCollections.Ratings, same, null, cancel))
        {
            if (there.RequestHash != request.Hash()) return new RateResult(RateOutcome.KeyReused);
            if (there.Late) return new RateResult(RateOutcome.SetFrozen);
            return there.Announced ? new RateResult(RateOutcome.Repeated, there) : await SettleAsync(there, RateOutcome.Repeated);
        }
        return null;
    }

    // The rating is stored: a client that hangs up stops nothing of what follows.
    private async Task<RateResult> SettleAsync(StoredRating rating, RateOutcome outcome)
    {
        if (!await settle.CountsAsync(rating, CancellationToken.None)) return new RateResult(RateOutcome.SetFrozen);
        try
        {
            await settle.FinishAsync(rating, CancellationToken.None);
        }
        catch (Exception error)   // it counts, so the rater is told so; the announcer does the rest
        {
            log.NotSettled(error, rating.Id);
        }
        return new RateResult(outcome, rating);
    }

    private StoredRating New(Rater rater, string idempotencyKey, RatingRequest request, QueuedImage image, RatingSet set) => new()
    {
        SetId = image.SetId,
        ImageId = request.ImageId,
        Rater = rater.Name,
        Simulated = rater.Kind == RaterKind.Simulated,
        IdempotencyKey = idempotencyKey,
        RequestHash = request.Hash(),
        Verdict = request.ParsedVerdict!.Value,
        Faults = [.. request.Faults.Order(StringComparer.Ordinal)],
        Remark = request.Remark,
        RatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Event = new FeedbackReceived
        {
            RoundId = set.RoundId,
            PlanKey = set.PlanKey,
            Purpose = set.Purpose,
            RatingId = StoredRating.IdOf(request.ImageId, rater.Name),
            ImageId = request.ImageId,
            Rater = rater.Name,
            Simulated = rater.Kind == RaterKind.Simulated,
        },
        Announced = false,
        TraceParent = Activity.Current?.Id,
    };
}
