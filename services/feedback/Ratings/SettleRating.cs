using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// The steps after a rating is stored: decide whether it counts, publish it, count the image, freeze the set. Every
/// step is safe to repeat. The rating is marked as announced last, so that interrupted work can be found. A reviewer's
/// decision is not feedback of the round: it goes into the audit log instead.
/// </summary>
internal sealed class SettleRating(
    FeedbackCollections store,
    IObjectStore objects,
    EventPublisher publisher,
    WebhookQueue webhooks,
    FreezeRatings freeze,
    Reservations reservations,
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
        // repeats and controls do not rate an image
        if (set is { State: SetState.Open } || rating.Role is ItemRole.Repeat or ItemRole.Control) return set;
        await freeze.RunAsync(rating.SetId, cancel);
        set = await store.Sets.GetAsync(rating.SetId, cancel);
        var manifest = await objects.GetJsonAsync<RatingManifest>(set!.RatingsKey!, cancel);
        if (rating.Role == ItemRole.Decision && manifest.Decisions?.Any(d => d.Id == rating.Id) == true) return set;
        if (
            manifest.Ratings.FirstOrDefault(r => r.ImageId == rating.ImageId && r.Rater == rating.Rater) is { } frozen
                && rating.Revision <= RevisionOf(frozen))
            return set;
        await store.Ratings.UpdateAsync(
            rating.Id, r => r.Late ? null : r with { Late = true, Announced = true }, cancel);
        return null;
    }

    /// <summary>Performs all steps for a rating that counts in a set.</summary>
    internal async Task FinishAsync(StoredRating rating, RatingSet set, CancellationToken cancel)
    {
        switch (rating.Role)
        {
            case ItemRole.Repeat or ItemRole.Control:
                await LeaveDeskAsync(rating, cancel);
                break;
            case ItemRole.Decision:
                await LeaveDeskAsync(rating, cancel);
                await audit.AppendAsync(rating.Rater, "image-decided", rating.Id, cancel);
                await AnnouncedAsync(rating, cancel);
                await freeze.RunAsync(rating.SetId, cancel);
                break;
            default:
                await FinishStudyAsync(rating, set, cancel);
                break;
        }
    }

    private async Task FinishStudyAsync(StoredRating rating, RatingSet set, CancellationToken cancel)
    {
        // The three steps are independent, and writes that wait for the disk together share a flush.
        var publishing = PublishAsync(rating, cancel);
        await Task.WhenAll(
            LeaveDeskAsync(rating, cancel), publishing, CountImageAsync(rating, set.RatersPerImage, cancel));
        if (await freeze.HasEnoughAsync(rating.SetId, set, cancel)) await freeze.RunAsync(rating.SetId, cancel);
        if (await publishing) await AnnouncedAsync(rating, cancel);
    }

    private Task LeaveDeskAsync(StoredRating rating, CancellationToken cancel) =>
        store.Presentations.UpdateAsync(
            Presentation.IdOf(rating.Rater, rating.ImageId), p => p.Open ? p with { Open = false } : null, cancel);

    private async Task<bool> PublishAsync(StoredRating rating, CancellationToken cancel)
    {
        await webhooks.AddAsync(rating.Event, cancel);
        return await _outbox.TryPublishAsync(rating, cancel);
    }

    private Task AnnouncedAsync(StoredRating rating, CancellationToken cancel) =>
        _outbox.MarkAsync(store.Ratings.Added(rating.Id, rating), cancel);

    // Counted from the ratings themselves: the last writer sees all of them, and repeats and changes do not count
    // twice.
    private async Task CountImageAsync(StoredRating rating, int ratersPerImage, CancellationToken cancel)
    {
        var raters = new HashSet<string>();
        await foreach (
            var (_, there) in _counted.AllAsync([Condition.Is("imageId", rating.ImageId)], null, cancel))
            if (!there.Late) raters.Add(there.Rater);
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

    private static int RevisionOf(RatingEntry entry) =>
        Enumerable.Range(0, RatingRequest.MaxRevision + 1)
            .First(revision => StoredRating.IdOf(entry.ImageId, entry.Rater, revision) == entry.Id);

    /// <summary>The only fields of a <see cref="StoredRating"/> that are read to count it.</summary>
    private sealed record Counted(string Rater, bool Late = false);
}
