using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Messaging.Metrics;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Ratings;

/// <summary>Stores a rating once, even if it is sent several times.</summary>
internal sealed class RateImage(
    FeedbackCollections store,
    Subjects subjects,
    SettleRating settle,
    AnnounceRatings announcements,
    TimeProvider time,
    IOptions<FeedbackOptions> options,
    ILogger<RateImage> log)
{
    /// <summary>Stores the rating, or finds the stored one.</summary>
    internal async Task<RateResult> RunAsync(
        Rater rater, string idempotencyKey, RatingRequest request, CancellationToken cancel)
    {
        var subject = await subjects.FindAsync(rater, request.ImageId, cancel);
        var set = subject is null
            ? null
            : await store.Sets.GetAsync(subject.SetId, cancel);
        if (await RefusalAsync(rater, request, subject, set, cancel) is { } refusal)
            return await RepeatAsync(rater, idempotencyKey, request, cancel) ?? refusal;

        // Most requests are not repeats, so the stored key or rating is read only after the store rejects a second one.
        var rating = New(rater, idempotencyKey, request, subject!, set!);
        if (!await store.Ratings.AddAsync(rating.Id, rating, cancel))
            return await RepeatAsync(rater, idempotencyKey, request, cancel)
                ?? new RateResult(RateOutcome.AlreadyRated);
        RoundMetrics.RatingStored(request.Verdict, rating.Simulated);
        return await SettleAsync(rating, RateOutcome.Stored);
    }

    private async Task<RateResult?> RefusalAsync(
        Rater rater, RatingRequest request, Subject? subject, RatingSet? set, CancellationToken cancel)
    {
        if (subject is null || set is null) return new RateResult(RateOutcome.UnknownImage);
        if (request.Misfit(options.Value.ScaleSteps, subject.OfPair, set.Dataset.Criteria) is { } misfit)
            return new RateResult(RateOutcome.Misfit, Misfit: misfit);
        // the rater's own rating is the more specific answer
        var mayBeOver = set.State != SetState.Open || subject.Role == ItemRole.Decision;
        if (mayBeOver && await StoredAsync(subject, rater, request.Revision, cancel))
            return new RateResult(RateOutcome.AlreadyRated);
        var first = request.Revision == 0
            ? null
            : await store.Ratings.GetAsync(StoredRating.IdOf(subject.ImageId, rater.Name), cancel);
        if (
            request.Revision > 0
                && (
                    first is null
                        || (
                            request.Revision > 1
                                && !await StoredAsync(subject, rater, request.Revision - 1, cancel))))
            return new RateResult(RateOutcome.NothingToChange);
        if (set.State != SetState.Open) return new RateResult(RateOutcome.SetFrozen);
        if (first is not null && set.IsTooLateToChange(first.RatedAt, time.GetUtcNow()))
            return new RateResult(RateOutcome.TooLateToChange);
        return subject.Role == ItemRole.Decision && await DecidedByAnotherAsync(subject, rater, cancel)
            ? new RateResult(RateOutcome.AlreadyDecided)
            : null;
    }

    private Task<bool> StoredAsync(Subject subject, Rater rater, int revision, CancellationToken cancel) =>
        store.Ratings.ExistsAsync(StoredRating.IdOf(subject.ImageId, rater.Name, revision), cancel);

    private async Task<bool> DecidedByAnotherAsync(Subject subject, Rater rater, CancellationToken cancel)
    {
        await foreach (
            var (_, there) in store.Ratings.AllAsync([Condition.Is("imageId", subject.ImageId)], null, cancel))
            if (there.Rater != rater.Name) return true;
        return false;
    }

    private async Task<RateResult?> RepeatAsync(
        Rater rater, string idempotencyKey, RatingRequest request, CancellationToken cancel)
    {
        Condition[] same = [Condition.Is("rater", rater.Name), Condition.Is("idempotencyKey", idempotencyKey)];
        if (await store.Ratings.FirstAsync(same, cancel) is not { Value: var there }) return null;
        if (there.RequestHash != request.Hash()) return new RateResult(RateOutcome.KeyReused);
        if (there.Late) return new RateResult(RateOutcome.SetFrozen);
        return there.Announced
            ? new RateResult(RateOutcome.Repeated, there)
            : await SettleAsync(there, RateOutcome.Repeated);
    }

    // The rating is stored: a client that disconnects does not stop the following steps.
    private async Task<RateResult> SettleAsync(StoredRating rating, RateOutcome outcome)
    {
        if (await settle.CountsInAsync(rating, CancellationToken.None) is not { } set)
            return new RateResult(RateOutcome.SetFrozen);
        try
        {
            await settle.FinishAsync(rating, set, CancellationToken.None);
            // Not awaited: an answer that waits for the broker would show which ratings are announced there. If a
            // request is repeated, the first one announces the rating, or the reconciler.
            if (outcome == RateOutcome.Stored) announcements.Add(rating);
        }
        catch (Exception error)   // the rating counts, so the rater gets success; the reconciler completes the rest
        {
            log.NotSettled(error, rating.Id);
        }
        return new RateResult(outcome, rating);
    }

    private StoredRating New(
        Rater rater, string idempotencyKey, RatingRequest request, Subject subject, RatingSet set) => new()
        {
            SetId = subject.SetId,
            ImageId = subject.ImageId,
            ItemId = subject.ItemId,
            Role = subject.Role,
            Sides = subject.Sides,
            Revision = request.Revision,
            LookedMs = request.LookedMs,
            Rater = rater.Name,
            Simulated = rater.Kind == RaterKind.Simulated,
            IdempotencyKey = idempotencyKey,
            RequestHash = request.Hash(),
            Verdict = VerdictLevel.Named(request.Verdict)!.Verdict,
            Faults = [.. request.Faults.Order(StringComparer.Ordinal)],
            // a table has no difference between null and empty text
            Remark = string.IsNullOrEmpty(request.Remark) ? null : request.Remark,
            RatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Event = StoredRating.EventOf(
            set,
            StoredRating.IdOf(subject.ImageId, rater.Name, request.Revision),
            subject.ImageId,
            rater.Name,
            rater.Kind == RaterKind.Simulated),
            Announced = false,
            TraceParent = Activity.Current?.Id,
        };
}
