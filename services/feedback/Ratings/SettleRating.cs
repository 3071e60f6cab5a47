using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// The steps after a rating is stored: decide whether it counts, count the image, freeze the set, publish the rating.
/// Every step is safe to repeat. The rating is marked as announced last, so that interrupted work can be found. A
/// reviewer's decision is not feedback of the round: it goes into the audit log instead.
/// </summary>
internal sealed class SettleRating(
    FeedbackCollections store,
    IObjectStore objects,
    EventPublisher publisher,
    WebhookQueue webhooks,
    FreezeRatings freeze,
    Reservations reservations,
    RaterReadings raterReadings,
    Blinds blinds,
    AuditLog audit)
{
    private readonly Outbox<StoredRating> _outbox = new(store.Ratings, publisher);
    private readonly DocumentCollection<Counted> _counted = store.Ratings.As<Counted>();

    /// <summary>
    /// The set in which a rating that was just stored counts, or null. If the set is still open after the insert, its
    /// freeze will include the rating. Otherwise the frozen manifest decides; a rating that it does not contain is
    /// marked as late.
    /// </summary>
    internal async Task<RatingSet?> CountsInAsync(StoredRating rating, CancellationToken cancel)
    {
        var set = await store.Sets.GetAsync(rating.SetId, cancel);
        if (set is { State: SetState.Open }) return set;
        await freeze.RunAsync(rating.SetId, cancel);
        set = await store.Sets.GetAsync(rating.SetId, cancel);
        if (set!.RatingsKey is not { } ratings)
            throw new StoreUnavailableException(
                $"set {rating.SetId}: expected its ratings to be frozen, found them moving to a pseudonym; try again");
        if (IsIn(await objects.GetJsonAsync<RatingManifest>(ratings, cancel), rating)) return set;
        await store.Ratings.UpdateAsync(
            rating.Id, r => r.Late ? null : r with { Late = true, Announced = true }, cancel);
        return null;
    }

    /// <summary>
    /// Performs the steps that an answer waits for. An image, a repeat and a control take the same ones, so that the
    /// time of the answer does not tell them apart.
    /// </summary>
    internal async Task FinishAsync(StoredRating rating, RatingSet set, CancellationToken cancel)
    {
        if (rating.Role == ItemRole.Decision)
        {
            await LeaveDeskAsync(rating, cancel);
            await audit.AppendAsync(rating.Rater, "image-decided", rating.Id, cancel);
            await MarkAsync(rating, cancel);
            await freeze.RunAsync(rating.SetId, cancel);
            return;
        }
        raterReadings.Rated(rating);
        // The steps are independent, and writes that wait for the disk together share a flush.
        await Task.WhenAll(
            LeaveDeskAsync(rating, cancel), CountImageAsync(rating, set.RatersFor(rating.Role), cancel));
        if (await freeze.HasEnoughAsync(rating.SetId, set, cancel)) await freeze.RunAsync(rating.SetId, cancel);
    }

    /// <summary>
    /// Publishes a rating if the broker takes it in time; <see cref="MarkAsync"/> follows. A webhook gets every rating,
    /// under the ids that the rater knows: a rating that it did not get would be one of a repeat or of a control.
    /// </summary>
    /// <returns>Whether it was published; a decision never is.</returns>
    internal async Task<bool> TryPublishAsync(StoredRating rating, CancellationToken cancel)
    {
        if (rating.Role == ItemRole.Decision) return false;
        await webhooks.AddAsync(rating, await blinds.ItemIdAsync(rating, cancel), cancel);
        return await _outbox.TryPublishAsync(rating, cancel);
    }

    /// <summary>Marks a rating as announced.</summary>
    internal Task MarkAsync(StoredRating rating, CancellationToken cancel) =>
        _outbox.MarkAsync(store.Ratings.Added(rating.Id, rating), cancel);

    /// <summary>Counts the image of a rating again that was held back while it moved to a pseudonym.</summary>
    internal Task RecountAsync(StoredRating rating, RatingSet set, CancellationToken cancel) =>
        CountImageAsync(rating, set.RatersFor(rating.Role), cancel);

    private Task LeaveDeskAsync(StoredRating rating, CancellationToken cancel) =>
        store.Presentations.UpdateAsync(
            Presentation.IdOf(rating.Rater, rating.ImageId), p => p.Open ? p with { Open = false } : null, cancel);

    // Counted from the ratings themselves: the last writer sees all of them, and repeats and changes do not count
    // twice.
    private async Task CountImageAsync(StoredRating rating, int ratersPerImage, CancellationToken cancel)
    {
        var raters = new HashSet<string>();
        await foreach (
            var (_, there) in _counted.AllAsync([Condition.Is("imageId", rating.ImageId)], null, cancel))
            if (!there.Late && !there.Held) raters.Add(there.Rater);
        if (raters.Count >= ratersPerImage) reservations.NeedsNobody(rating.ImageId);
        await store.Images.UpdateAsync(
            rating.ImageId,
            image => raters.Count <= image.Ratings ? null : image with
            {
                Ratings = raters.Count,
                State = raters.Count >= ratersPerImage ? ImageState.Rated : ImageState.Queued,
                Reservations = [.. image.Reservations.Where(r => !raters.Contains(r.Rater))],
            },
            cancel);
    }

    // The manifest has the last revision of each rating.
    private static bool IsIn(RatingManifest manifest, StoredRating rating)
    {
        var later = Enumerable.Range(rating.Revision, RatingRequest.MaxRevision + 1 - rating.Revision)
            .Select(revision => StoredRating.IdOf(rating.ImageId, rating.Rater, revision))
            .ToHashSet();
        return rating.Role switch
        {
            ItemRole.Decision => manifest.Decisions?.Any(d => d.Id == rating.Id) == true,
            ItemRole.Study => manifest.Ratings.Any(r => later.Contains(r.Id)),
            _ => manifest.Checks?.Any(c => later.Contains(c.Id)) == true,
        };
    }

    /// <summary>The only fields of a <see cref="StoredRating"/> that are read to count it.</summary>
    private sealed record Counted(string Rater, bool Late = false, bool Held = false);
}
