using System.Collections.Concurrent;
using System.Globalization;
using PathAlign.Feedback.Records;
using PathAlign.Statistics;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// The order in which a rater would see the images of a set, seeded by round and rater. The images to rate come before
/// their replacements.
/// </summary>
internal sealed class RaterOrders(FeedbackCollections store)
{
    private const int MostOrders = 4096, MostSets = 64;   // they can be computed again at any time
    private readonly ConcurrentDictionary<(string SetId, string Rater), RaterOrder> _orders = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<SetImages>>> _sets = new();
    private readonly DocumentCollection<Ranked> _images = store.Images.As<Ranked>();

    internal async Task<RaterOrder> OfAsync(string setId, string rater, CancellationToken cancel)
    {
        if (_orders.TryGetValue((setId, rater), out var known)) return known;
        var images = await ImagesAsync(setId).WaitAsync(cancel);
        if (_orders.Count >= MostOrders) _orders.Clear();
        return _orders.GetOrAdd(
            (setId, rater),
            new RaterOrder(
                images,
                ulong.Parse(
                    Fingerprint.Of("rater-order", setId, rater).AsSpan(0, 16),
                    NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture)));
    }

    // All raters of a set share them: a set is stored after all its images, and their order never changes.
    private async Task<SetImages> ImagesAsync(string setId)
    {
        if (_sets.Count >= MostSets) _sets.Clear();
        var reading = _sets.GetOrAdd(setId, _ => new(() => ReadAsync(setId)));
        try
        {
            return await reading.Value;
        }
        catch
        {
            _sets.TryRemove(new(setId, reading));   // the store may be available for the next call
            throw;
        }
    }

    private async Task<SetImages> ReadAsync(string setId)
    {
        var images = new List<(string Id, int Rank)>();
        await foreach (
            var (id, image) in _images.AllAsync(
                [Condition.Is("setId", setId)], "orderKey", CancellationToken.None))
            images.Add((id, image.Rank));
        return new SetImages([.. images.OrderBy(i => i.Rank).Select(i => i.Id)], images.Count(i => i.Rank == 0));
    }

    /// <summary>
    /// The only fields of a <see cref="QueuedImage"/> that are read here, since there may be many images.
    /// </summary>
    private sealed record Ranked(int Rank = 0);
}

/// <summary>The images of a set.</summary>
/// <param name="Ids">The images to rate, then their replacements in order.</param>
/// <param name="Wanted">The number of images to rate; each rater sees them in a different order.</param>
internal sealed record SetImages(IReadOnlyList<string> Ids, int Wanted);

/// <summary>
/// A rater's order through a set: the images that may still need this rater. It is shuffled one image at a time (Fisher
/// and Yates), only as far as needed: most raters see a small part of a set, and a first request costs only that part.
/// </summary>
internal sealed class RaterOrder(SetImages images, ulong seed)
{
    private readonly List<string> _ahead = [];                // drawn, not removed
    // the image at a place that is not drawn yet, if its number differs from the place
    private readonly Dictionary<int, int> _elsewhere = [];
    private CounterRandom _random = new(seed, 0);
    private int _drawn;

    /// <summary>One request at a time draws from this order.</summary>
    internal SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The image at a place among those left; null beyond the last.</summary>
    internal string? At(int place)
    {
        while (_ahead.Count <= place && _drawn < images.Ids.Count) _ahead.Add(images.Ids[Draw()]);
        return place < _ahead.Count ? _ahead[place] : null;
    }

    /// <summary>Removes the image at a place, which no longer needs this rater.</summary>
    internal void RemoveAt(int place) => _ahead.RemoveAt(place);

    private int Draw()
    {
        if (_drawn >= images.Wanted) return _drawn++;
        var chosen = _drawn + _random.NextInt(images.Wanted - _drawn);
        var image = _elsewhere.GetValueOrDefault(chosen, chosen);
        _elsewhere[chosen] = _elsewhere.GetValueOrDefault(_drawn, _drawn);
        _elsewhere.Remove(_drawn++);
        return image;
    }
}
