using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Audit;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Storage;
using PathAlign.Feedback.Study;
using PathAlign.Feedback.Webhooks;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// What follows from a stored rating: does it count, publish it, count the image, freeze the set. Every step may be repeated,
/// and the rating is marked announced last, so that whatever was interrupted is found again by that mark. A reviewer's verdict
/// is no feedback of the round: it goes into the audit log instead.
/// </summary>
internal sealed class SettleRating(IDocumentStore store, IObjectStore objects, Publisher publisher, WebhookQueue webhooks, FreezeRatings freeze, Reservations reservations, AuditLog audit)
{
    /// <summary>
    /// Whether a rating that was just stored counts. A set that is still open after the insert will find it when it is frozen.
    /// Otherwise the frozen manifest says; a rating that is not in it is marked late.
    /// </summary>
    internal async Task<bool> CountsAsync(StoredRating rating, CancellationToken cancel)
    {
        if (rating.Role is ItemRole.Repeat or ItemRole.Control) return true;   // judges no image
        var set = await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, rating.SetId, cancel);
        if (set is { State: SetState.Open }) return true;
        await freeze.RunAsync(rating.SetId, cancel);
        set = await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, rating.SetId, cancel);
        var manifest = await objects.GetJsonAsync<RatingManifest>(set!.RatingsKey!, cancel);
        if (rating.Role == ItemRole.Decision && manifest.Decisions?.Any(d => d.Id == rating.Id) == true) return true;
        if (manifest.Ratings.FirstOrDefault(r => r.ImageId == rating.ImageId && r.Rater == rating.Rater) is { } frozen && rating.Revision <= RevisionOf(frozen)) return true;
        await store.ChangeAsync<StoredRating>(FeedbackCollections.Ratings, rating.Id, r => r.Late ? null : r with { Late = true, Announced = true }, cancel);
        return false;
    }

    /// <summary>Does all that follows from a rating that counts.</summary>
    internal async Task FinishAsync(StoredRating rating, CancellationToken cancel)
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
                await FinishStudyAsync(rating, cancel);
                break;
        }
    }

    private async Task FinishStudyAsync(StoredRating rating, CancellationToken cancel)
    {
        // None of the three waits for another, and writes that wait for the disk together share a flush.
        var publishing = PublishAsync(rating, cancel);
        await Task.WhenAll(LeaveDeskAsync(rating, cancel), publishing, CountImageAsync(rating, cancel));
        await freeze.RunAsync(rating.SetId, cancel);
        if (await publishing) await AnnouncedAsync(rating, cancel);
    }

    private Task LeaveDeskAsync(StoredRating rating, CancellationToken cancel) =>
        store.ChangeAsync<Presentation>(FeedbackCollections.Presentations, Presentation.IdOf(rating.Rater, rating.ImageId), p => p.Open ? p with { Open = false } : null, cancel);

    private async Task<bool> PublishAsync(StoredRating rating, CancellationToken cancel)
    {
        await webhooks.AddAsync(rating.Event, cancel);
        return await publisher.TryPublishAsync(rating.Event, rating.TraceParent);
    }

    private Task<StoredRating?> AnnouncedAsync(StoredRating rating, CancellationToken cancel) =>
        store.ChangeAsync<StoredRating>(FeedbackCollections.Ratings, rating.Id, r => r.Announced ? null : r with { Announced = true }, cancel);

    // Counted from the ratings themselves: whoever comes last sees them all, and neither a repeat nor a change counts twice.
    private async Task CountImageAsync(StoredRating rating, CancellationToken cancel)
    {
        var set = await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, rating.SetId, cancel);
        var raters = new HashSet<string>();
        await foreach (var (_, there) in store.AllAsync<StoredRating>(FeedbackCollections.Ratings, [Condition.Is("imageId", rating.ImageId)], null, cancel))
            if (!there.Late) raters.Add(there.Rater);
        if (raters.Count >= set!.RatersPerImage) reservations.NeedsNobody(rating.ImageId);
        await store.ChangeAsync<QueuedImage>(
            FeedbackCollections.Images,
            rating.ImageId,
            image => raters.Count <= image.Ratings ? null : image with
            {
                Ratings = raters.Count,
                State = raters.Count >= set.RatersPerImage ? ImageState.Rated : ImageState.Queued,
                Reservations = [.. image.Reservations.Where(r => !raters.Contains(r.Rater))],
            },
            cancel);
    }

    private static int RevisionOf(RatingEntry entry) =>
        Enumerable.Range(0, RatingRequest.MaxRevision + 1).First(revision => StoredRating.IdOf(entry.ImageId, entry.Rater, revision) == entry.Id);
}
