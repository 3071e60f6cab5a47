using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Storage;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// What follows from a stored rating: does it count, publish it, count the image, freeze the set. Every step may be repeated,
/// and the rating is marked announced last, so that whatever was interrupted is found again by that mark.
/// </summary>
internal sealed class SettleRating(IDocumentStore store, IObjectStore objects, Publisher publisher, FreezeRatings freeze)
{
    /// <summary>
    /// Whether a rating that was just stored counts. A set that is still open after the insert will find it when it is frozen.
    /// Otherwise the frozen manifest says; a rating that is not in it is marked late.
    /// </summary>
    internal async Task<bool> CountsAsync(StoredRating rating, CancellationToken cancel)
    {
        var set = await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, rating.SetId, cancel);
        if (set is { State: SetState.Open }) return true;
        await freeze.RunAsync(rating.SetId, cancel);
        set = await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, rating.SetId, cancel);
        var manifest = await objects.GetJsonAsync<RatingManifest>(set!.RatingsKey!, cancel);
        if (manifest.Ratings.Any(r => r.Id == rating.Id)) return true;
        await store.ChangeAsync<StoredRating>(FeedbackCollections.Ratings, rating.Id, r => r.Late ? null : r with { Late = true, Announced = true }, cancel);
        return false;
    }

    /// <summary>Does all that follows from a rating that counts.</summary>
    internal async Task FinishAsync(StoredRating rating, CancellationToken cancel)
    {
        var published = await publisher.TryPublishAsync(rating.Event, rating.TraceParent);
        await CountImageAsync(rating, cancel);
        await freeze.RunAsync(rating.SetId, cancel);
        if (published) await store.ChangeAsync<StoredRating>(FeedbackCollections.Ratings, rating.Id, r => r.Announced ? null : r with { Announced = true }, cancel);
    }

    // Counted from the ratings themselves: whoever comes last sees them all, and a repeat counts nothing twice.
    private async Task CountImageAsync(StoredRating rating, CancellationToken cancel)
    {
        var set = await store.ReadAsync<RatingSet>(FeedbackCollections.Sets, rating.SetId, cancel);
        var count = (int)await store.CountAsync(FeedbackCollections.Ratings, [Condition.Is("imageId", rating.ImageId)], cancel);
        await store.ChangeAsync<QueuedImage>(
            FeedbackCollections.Images,
            rating.ImageId,
            image => count <= image.Ratings ? null : image with { Ratings = count, State = count >= set!.RatersPerImage ? ImageState.Rated : ImageState.Queued },
            cancel);
    }
}
