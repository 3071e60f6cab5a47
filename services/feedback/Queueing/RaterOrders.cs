using System.Collections.Concurrent;
using PathAlign.Feedback.Storage;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>The order in which a rater would see the images of a set: seeded by round and rater. What is to be rated comes before what steps in for it.</summary>
internal sealed class RaterOrders(IDocumentStore store)
{
    private const int MostOrders = 4096, MostSets = 64;   // they can be made again at any time
    private readonly ConcurrentDictionary<(string SetId, string Rater), RaterOrder> _orders = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<(string Id, int Rank, string OrderKey)>>>> _images = new();

    internal async Task<RaterOrder> OfAsync(string setId, string rater, CancellationToken cancel)
    {
        if (_orders.TryGetValue((setId, rater), out var known)) return known;
        var images = await ImagesAsync(setId).WaitAsync(cancel);
        if (_orders.Count >= MostOrders) _orders.Clear();
        return _orders.GetOrAdd((setId, rater), new RaterOrder(images.OrderBy(i => i.Rank).ThenBy(i => Fingerprint.Of(rater, i.OrderKey), StringComparer.Ordinal).Select(i => i.Id)));
    }

    // All raters of a set share them: a set is there only once all its images are, and they never change places.
    private async Task<IReadOnlyList<(string Id, int Rank, string OrderKey)>> ImagesAsync(string setId)
    {
        if (_images.Count >= MostSets) _images.Clear();
        var reading = _images.GetOrAdd(setId, _ => new(() => ReadAsync(setId)));
        try
        {
            return await reading.Value;
        }
        catch
        {
            _images.TryRemove(new(setId, reading));   // the store may be back for the next one
            throw;
        }
    }

    private async Task<IReadOnlyList<(string Id, int Rank, string OrderKey)>> ReadAsync(string setId)
    {
        var images = new List<(string, int, string)>();
        await foreach (var (id, image) in store.AllAsync<QueuedImage>(FeedbackCollections.Images, [Condition.Is("setId", setId)], "orderKey", CancellationToken.None)) images.Add((id, image.Rank, image.OrderKey));
        return images;
    }
}

/// <summary>A rater's way through a set.</summary>
internal sealed class RaterOrder(IEnumerable<string> imageIds)
{
    /// <summary>What may still need this rater, in order. What does not leaves for good.</summary>
    internal List<string> ImageIds { get; } = [.. imageIds];

    /// <summary>One request at a time draws from it.</summary>
    internal SemaphoreSlim Gate { get; } = new(1, 1);
}
