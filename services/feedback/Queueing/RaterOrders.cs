using System.Collections.Concurrent;
using PathAlign.Feedback.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>The order in which a rater would see the images of a set: seeded by round and rater.</summary>
internal sealed class RaterOrders(IDocumentStore store)
{
    private const int MostRemembered = 4096;
    private readonly ConcurrentDictionary<(string SetId, string Rater), RaterOrder> _orders = new();

    internal async Task<RaterOrder> OfAsync(string setId, string rater, CancellationToken cancel)
    {
        if (_orders.TryGetValue((setId, rater), out var known)) return known;
        var images = new List<(string Id, string Place)>();
        await foreach (var (id, image) in store.AllAsync<QueuedImage>(FeedbackCollections.Images, [Condition.Is("setId", setId)], "orderKey", cancel))
            images.Add((id, Fingerprint.Of(rater, image.OrderKey)));
        if (_orders.Count >= MostRemembered) _orders.Clear();   // they can be made again at any time
        return _orders.GetOrAdd((setId, rater), new RaterOrder([.. images.OrderBy(i => i.Place, StringComparer.Ordinal).Select(i => i.Id)]));
    }
}

/// <summary>A rater's way through a set.</summary>
internal sealed class RaterOrder(IReadOnlyList<string> imageIds)
{
    internal IReadOnlyList<string> ImageIds { get; } = imageIds;

    /// <summary>How many from the start need this rater no more. That never reverses, so a write that comes late does no harm.</summary>
    internal int Done { get; set; }

    /// <summary>One request at a time draws from it.</summary>
    internal SemaphoreSlim Gate { get; } = new(1, 1);
}
