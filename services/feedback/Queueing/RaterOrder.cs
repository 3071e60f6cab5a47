using System.Collections.Concurrent;
using PathAlign.Statistics;

namespace PathAlign.Feedback.Queueing;

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

    // By this process, so that drawing the next item costs the same after an image and after a hidden item.
    private readonly ConcurrentDictionary<string, bool> _rated = new();

    /// <summary>The rater has rated the image.</summary>
    internal void Rated(string imageId) => _rated[imageId] = true;

    /// <summary>Whether the rater is known to have rated the image.</summary>
    internal bool IsRated(string imageId) => _rated.ContainsKey(imageId);

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
