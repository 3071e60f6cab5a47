using System.Collections.Concurrent;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// What a rater sees next: images of the oldest open set that still need raters and that this rater has not rated, in an
/// order of the rater's own.
/// </summary>
internal sealed class RaterQueue(IDocumentStore store)
{
    private const int MaxOrders = 4096;
    private readonly ConcurrentDictionary<(string SetId, string Rater), RaterOrder> _orders = new();

    /// <summary>The set and its next images; null when there is nothing to rate.</summary>
    internal async Task<(string SetId, IReadOnlyList<(string Id, QueuedImage Image)> Images)?> NextAsync(string rater, ImagePurpose? purpose, int count, CancellationToken cancel)
    {
        Condition[] open = [Condition.Is("state", nameof(SetState.Open)), .. purpose is null ? [] : new[] { Condition.Is("purpose", purpose.Value.ToString()) }];
        await foreach (var (setId, _) in store.AllAsync<RatingSet>(FeedbackCollections.Sets, open, "createdAt", cancel))
        {
            var images = await NextOfAsync(setId, rater, count, cancel);
            if (images.Count > 0) return (setId, images);
        }
        return null;
    }

    private async Task<IReadOnlyList<(string Id, QueuedImage Image)>> NextOfAsync(string setId, string rater, int count, CancellationToken cancel)
    {
        var order = await OrderAsync(setId, rater, cancel);
        var next = new List<(string, QueuedImage)>();
        for (var i = order.Done; i < order.ImageIds.Count && next.Count < count; i++)
        {
            var id = order.ImageIds[i];
            var image = await store.ReadAsync<QueuedImage>(FeedbackCollections.Images, id, cancel);
            if (image is { State: ImageState.Queued } && await store.GetAsync(FeedbackCollections.Ratings, StoredRating.IdOf(id, rater), cancel) is null) next.Add((id, image));
            else if (next.Count == 0) order.Done = i + 1;
        }
        return next;
    }

    private async Task<RaterOrder> OrderAsync(string setId, string rater, CancellationToken cancel)
    {
        if (_orders.TryGetValue((setId, rater), out var known)) return known;
        var images = new List<(string Id, string Place)>();
        await foreach (var (id, image) in store.AllAsync<QueuedImage>(FeedbackCollections.Images, [Condition.Is("setId", setId)], "orderKey", cancel))
            images.Add((id, Fingerprint.Of(rater, image.OrderKey)));
        if (_orders.Count >= MaxOrders) _orders.Clear();   // they can be made again at any time
        return _orders.GetOrAdd((setId, rater), new RaterOrder([.. images.OrderBy(i => i.Place, StringComparer.Ordinal).Select(i => i.Id)]));
    }

    /// <summary>A rater's way through a set.</summary>
    private sealed class RaterOrder(IReadOnlyList<string> imageIds)
    {
        internal IReadOnlyList<string> ImageIds { get; } = imageIds;

        /// <summary>How many from the start need this rater no more. That never reverses, so a write that comes late does no harm.</summary>
        internal int Done { get; set; }
    }
}
