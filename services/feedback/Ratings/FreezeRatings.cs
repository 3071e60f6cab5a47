using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Reviews;
using PathAlign.Feedback.Settings;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// Moves a set with enough ratings from open through complete to frozen. Each step is one replace, so any number of
/// callers can try at once, and after a crash the next caller continues.
/// </summary>
internal sealed class FreezeRatings(
    FeedbackCollections store,
    IObjectStore objects,
    EventPublisher publisher,
    WebhookQueue webhooks,
    Readings readings,
    Disputes disputes,
    CommittedImports imports,
    TimeProvider time,
    IOptions<FeedbackOptions> options,
    ILogger<FreezeRatings> log)
{
    /// <summary>The object kind of frozen sets.</summary>
    internal const string Kind = "ratings";

    private readonly Outbox<RatingSet> _outbox = new(store.Sets, publisher);

    /// <summary>Freezes the set if it has enough ratings and is not frozen yet.</summary>
    internal async Task RunAsync(string setId, CancellationToken cancel)
    {
        var set = await store.Sets.GetAsync(setId, cancel);
        if (set is null || set.State == SetState.Frozen) return;
        if (set.State == SetState.Open)
        {
            if (
                !await HasEnoughAsync(setId, set, cancel)
                    || await MayStillChangeAsync(setId, cancel)
                    || (await disputes.OpenAsync(setId, set, cancel)).Count > 0)
                return;
            await store.Sets.UpdateAsync(
                setId,
                s =>
                    s.State == SetState.Open
                        ? s with { State = SetState.Complete, TraceParent = s.TraceParent ?? Activity.Current?.Id }
                        : null,
                cancel);
        }

        // Listed only after the set is no longer open: the list then has every rating that was stored while it was
        // open, see RateImage.
        await imports.ApplyToAsync(setId, cancel);
        // While an erasure moves ratings, a list may lack one: the reconciler tries again.
        if (await store.MovesAsync(cancel) is not { } moves) return;
        var manifest = FrozenSet.Of(
            set.RoundId, await readings.OfSetAsync(setId, cancel)) with
        { OrderKey = set.OrderKey };
        if (await store.MovesAsync(cancel) != moves) return;
        var key = await objects.PutJsonAsync(Kind, manifest, cancel);
        var quorum = set.QuorumOf(key, manifest);
        var frozen = await store.Sets.UpdateAsync(
            setId,
            s =>
                s.State == SetState.Complete
                    ? s with
                    {
                        State = SetState.Frozen,
                        RatingsKey = key,
                        Quorum = quorum,
                        FrozenAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    }
                    : null,
            cancel);
        if (frozen is null) return;   // another caller froze it and announces it
        log.SetFrozen(setId, set.RoundId, quorum.Count);
        await AnnounceAsync(setId, frozen, cancel);
    }

    /// <summary>Publishes the event of a frozen set and marks it.</summary>
    internal async Task AnnounceAsync(string setId, RatingSet frozen, CancellationToken cancel)
    {
        await webhooks.AddAsync(frozen.Quorum!, cancel);
        if (await _outbox.TryPublishAsync(frozen, cancel)) await _outbox.MarkAsync(setId, null, cancel);
    }

    /// <summary>Whether enough images are rated; called after every rating.</summary>
    internal async Task<bool> HasEnoughAsync(string setId, RatingSet set, CancellationToken cancel)
    {
        if (set.Wanted < set.Images) return await RatedAsync(setId, cancel) >= set.Wanted;
        // If all images must be rated, one unrated image shows that the set is incomplete.
        Condition[] unrated = [Condition.Is("setId", setId), Condition.Is("state", nameof(ImageState.Queued))];
        return !await store.Images.AnyAsync(unrated, cancel);
    }

    /// <summary>The number of images of a set with enough ratings.</summary>
    internal Task<long> RatedAsync(string setId, CancellationToken cancel) =>
        store.Images.CountAsync(
            [Condition.Is("setId", setId), Condition.Is("state", nameof(ImageState.Rated))], cancel);

    // The rater of the last rating may want to change it; the reconciler tries again later.
    private async Task<bool> MayStillChangeAsync(string setId, CancellationToken cancel)
    {
        if (options.Value.UndoSeconds == 0) return false;
        var latest = await store.Ratings.FirstAsync(
            [Condition.Is("setId", setId)], cancel, orderBy: "ratedAt", descending: true);
        // A rating from the future was stored by a clock that was set back since.
        return latest is { Value: var rating }
            && Math.Abs(time.GetUtcNow().ToUnixTimeMilliseconds() - rating.RatedAt) < 1000L * options.Value.UndoSeconds;
    }
}
