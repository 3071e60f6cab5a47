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
/// Takes a set that has enough ratings from open over complete to frozen. Every step is decided by one replace, so any
/// number of callers may try at once, and a caller that dies leaves a state from which the next one goes on.
/// </summary>
internal sealed class FreezeRatings(
    FeedbackCollections store,
    IObjectStore objects,
    EventPublisher publisher,
    WebhookQueue webhooks,
    Readings readings,
    Disputes disputes,
    TimeProvider time,
    IOptions<FeedbackOptions> options,
    ILogger<FreezeRatings> log)
{
    /// <summary>The kind of objects that frozen sets are.</summary>
    internal const string Kind = "ratings";

    private readonly Outbox<RatingSet> _outbox = new(store.Sets, publisher);

    /// <summary>Freezes the set if it has enough ratings. Nothing happens when it has not, or is frozen.</summary>
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

        // Listed only after the set has left open: a rating that saw it open before is in the list, see RateImage.
        var manifest = FrozenSet.Of(
            set.RoundId, await readings.OfSetAsync(setId, cancel)) with
        { OrderKey = set.OrderKey };
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
        if (frozen is null) return;   // another caller froze it, and announces it
        log.SetFrozen(setId, set.RoundId, quorum.Count);
        await AnnounceAsync(setId, frozen, cancel);
    }

    /// <summary>Publishes the event of a frozen set and marks it.</summary>
    internal async Task AnnounceAsync(string setId, RatingSet frozen, CancellationToken cancel)
    {
        await webhooks.AddAsync(frozen.Quorum!, cancel);
        if (await _outbox.TryPublishAsync(frozen, cancel)) await _outbox.MarkAsync(setId, null, cancel);
    }

    /// <summary>Whether enough images are rated; asked after every rating.</summary>
    internal async Task<bool> HasEnoughAsync(string setId, RatingSet set, CancellationToken cancel)
    {
        if (set.Wanted < set.Images) return await RatedAsync(setId, cancel) >= set.Wanted;
        // Where all are wanted, one that is not rated yet says no, however many there are.
        Condition[] unrated = [Condition.Is("setId", setId), Condition.Is("state", nameof(ImageState.Queued))];
        return !await store.Images.AnyAsync(unrated, cancel);
    }

    /// <summary>How many images of a set have enough ratings.</summary>
    internal Task<long> RatedAsync(string setId, CancellationToken cancel) =>
        store.Images.CountAsync(
            [Condition.Is("setId", setId), Condition.Is("state", nameof(ImageState.Rated))], cancel);

    // A rater who has just given the last rating may want it back; the reconciler comes by again.
    private async Task<bool> MayStillChangeAsync(string setId, CancellationToken cancel)
    {
        if (options.Value.UndoSeconds == 0) return false;
        var latest = await store.Ratings.FirstAsync(
            [Condition.Is("setId", setId)], cancel, orderBy: "ratedAt", descending: true);
        // A rating of the future was stored by a clock that was put back since.
        return latest is { Value: var rating }
            && Math.Abs(time.GetUtcNow().ToUnixTimeMilliseconds() - rating.RatedAt) < 1000L * options.Value.UndoSeconds;
    }
}
