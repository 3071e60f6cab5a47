using System.Collections.Concurrent;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Every rater's reading of a set, keyed by the secret of the set and the rater. The images to rate come before their
/// replacements.
/// </summary>
internal sealed class RaterReadings(FeedbackCollections store, Blinds blinds)
{
    private const int MostReadings = 4096, MostSets = 64;   // they can be computed again at any time
    private readonly ConcurrentDictionary<(string SetId, string Rater), RaterReading> _readings = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<(SetImages, ReadingStudy?)>>> _sets = new();
    private readonly DocumentCollection<Ranked> _images = store.Images.As<Ranked>();

    internal async Task<RaterReading> OfAsync(string setId, string rater, CancellationToken cancel)
    {
        if (_readings.TryGetValue((setId, rater), out var known)) return known;
        var (images, study) = await SetAsync(setId).WaitAsync(cancel);
        var blind = await blinds.OfAsync(setId, cancel);
        if (_readings.Count >= MostReadings) _readings.Clear();
        return _readings.GetOrAdd(
            (setId, rater),
            new RaterReading(
                setId,
                rater,
                new RaterOrder(images, blind.Number("rater-order", rater)),
                new RaterSchedule(blind, rater, study),
                blind,
                study));
    }

    /// <summary>The rater has rated the image; drawing then need not read that.</summary>
    internal void Rated(StoredRating rating)
    {
        if (_readings.TryGetValue((rating.SetId, rating.Rater), out var reading) && rating.Role == ItemRole.Study)
            reading.Order.Rated(rating.ImageId);
    }

    // All raters of a set share them: a set is stored after all its images, and their order never changes.
    private async Task<(SetImages, ReadingStudy?)> SetAsync(string setId)
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

    private async Task<(SetImages, ReadingStudy?)> ReadAsync(string setId)
    {
        var images = new List<(string Id, int Rank)>();
        await foreach (
            var (id, image) in _images.AllAsync(
                [Condition.Is("setId", setId)], "orderKey", CancellationToken.None))
            images.Add((id, image.Rank));
        return (
            new SetImages([.. images.OrderBy(i => i.Rank).Select(i => i.Id)], images.Count(i => i.Rank == 0)),
            await store.Studies.GetAsync(setId, CancellationToken.None));
    }

    /// <summary>
    /// The only fields of a <see cref="QueuedImage"/> that are read here, since there may be many images.
    /// </summary>
    private sealed record Ranked(int Rank = 0);
}
