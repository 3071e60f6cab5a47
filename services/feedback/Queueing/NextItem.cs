using System.Collections.Concurrent;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Chooses a rater's next item: usually the next image in the rater's order that still needs ratings; at the study's
/// rates, a repeat or a control. The choice depends only on seed, rater and place, so it can be repeated.
/// </summary>
internal sealed class NextItem(FeedbackCollections store, Reservations reservations, TimeProvider time)
{
    /// <summary>Minimum number of places between an image and its repeat.</summary>
    internal const int RepeatGap = 10;

    private const int RepeatTries = 8;
    private readonly ConcurrentDictionary<string, ReadingStudy> _studies = new();

    /// <summary>Records and returns the next items; fewer if no more are left.</summary>
    internal async Task<IReadOnlyList<Presentation>> DrawAsync(
        string setId,
        RatingSet set,
        string rater,
        RaterOrder order,
        int count,
        CancellationToken cancel)
    {
        var places = new RaterPlaces(setId, set, rater, await StudyAsync(setId, cancel));
        var place = (int)await store.Presentations.CountAsync(places.Conditions, cancel) + 1;
        var drawn = new List<Presentation>();
        while (drawn.Count < count)
        {
            IReadOnlyList<Presentation> next = await HiddenAsync(places, place, cancel) is { } hidden
                ? [hidden]
                : await NextImagesAsync(
                    places, place, places.PlainPlaces(place, count - drawn.Count), order, cancel);
            if (next.Count == 0) break;
            // In parallel: each write waits for the disk, and writes that wait together share a flush.
            drawn.AddRange((await Task.WhenAll(next.Select(item => RecordAsync(item, cancel)))).OfType<Presentation>());
            place += next.Count(item => item.Place >= place);   // a returning item keeps its place
        }
        return drawn;
    }

    /// <summary>
    /// Puts the item on the rater's desk, for the first time or again; null if another process did so at the same time.
    /// </summary>
    private async Task<Presentation?> RecordAsync(Presentation item, CancellationToken cancel)
    {
        if (await store.Presentations.AddAsync(item.Id, item, cancel)) return item;
        return await store.Presentations.UpdateAsync(
            item.Id, p => p.Open ? null : p with { Open = true, SkippedAt = 0 }, cancel);
    }

    private async Task<IReadOnlyList<Presentation>> NextImagesAsync(
        RaterPlaces places, int place, int most, RaterOrder order, CancellationToken cancel)
    {
        var items = new List<Presentation>();
        for (var at = 0; items.Count < most;)
        {
            (var free, at) = await FreeAsync(places.Rater, order, at, most - items.Count, cancel);
            if (free.Count == 0) break;
            var taken = await Task.WhenAll(
                free.Select(f => reservations.TakeAsync(f.Read, places.Rater, places.Set.RatersPerImage, cancel)));
            foreach (var ((id, image), earlier) in free.Where((_, i) => taken[i]))
                items.Add(earlier ?? OfImage(places, place + items.Count(item => item.Place >= place), id, image));
        }
        return items;
    }

    /// <summary>
    /// The rater's next available images from a place in the order, each with its earlier presentation if it was put
    /// off, and the place from which to continue.
    /// </summary>
    private async Task<(IReadOnlyList<(Stored<QueuedImage> Read, Presentation? Earlier)> Free, int At)>
        FreeAsync(string rater, RaterOrder order, int at, int most, CancellationToken cancel)
    {
        var free = new List<(Stored<QueuedImage>, Presentation?)>();
        for (; free.Count < most && order.At(at) is { } id; at++)
        {
            if (!reservations.MayBeFree(id))
            {
                if (reservations.IsRated(id)) order.RemoveAt(at--);
                continue;
            }
            var read = await store.Images.ReadAsync(id, cancel);
            if (read is not { Value.State: ImageState.Queued }) reservations.NeedsNobody(id);
            if (
                read is not { Value.State: ImageState.Queued }
                    || await store.Ratings.ExistsAsync(StoredRating.IdOf(id, rater), cancel))
            {
                order.RemoveAt(at--);
                continue;
            }
            var earlier = await store.Presentations.GetAsync(Presentation.IdOf(rater, id), cancel);
            if (earlier is not { Open: true }) free.Add((read, earlier));
        }
        return (free, at);
    }

    private async Task<Presentation?> HiddenAsync(RaterPlaces places, int place, CancellationToken cancel) =>
        places.RoleAt(place) switch
        {
            ItemRole.Repeat => await RepeatAsync(places, place, cancel),
            ItemRole.Control => await ControlAsync(places, place, cancel),
            _ => null,
        };

    private async Task<Presentation?> RepeatAsync(RaterPlaces places, int place, CancellationToken cancel)
    {
        for (var t = 1; t <= RepeatTries && place > RepeatGap; t++)
        {
            var earlier = 1 + (int)(places.Chance(place, t) * (place - RepeatGap));
            await foreach (
                var (_, first) in store.Presentations.AllAsync(
                    [.. places.Conditions, Condition.Is("place", (long)earlier)], null, cancel))
            {
                var rated = first.Role == ItemRole.Study
                    && await store.Ratings.ExistsAsync(StoredRating.IdOf(first.ImageId, places.Rater), cancel);
                var repeatId = Presentation.RepeatIdOf(first.ImageId);
                if (
                    rated
                        && !await store.Presentations.ExistsAsync(Presentation.IdOf(places.Rater, repeatId), cancel))
                    return OfRepeat(places, place, repeatId, first);
            }
        }
        return null;
    }

    private async Task<Presentation?> ControlAsync(RaterPlaces places, int place, CancellationToken cancel)
    {
        var controls = places.Study!.Controls;
        var seen = (int)await store.Presentations.CountAsync(
            [.. places.Conditions, Condition.Is("role", nameof(ItemRole.Control))], cancel);
        if (seen >= controls.Count) return null;
        var index = Enumerable.Range(0, controls.Count)
            .OrderBy(
                i => Fingerprint.Of("control-order", places.SetId, places.Rater, $"{i}"), StringComparer.Ordinal)
            .ElementAt(seen);
        return OfControl(places, place, index, controls[index]);
    }

    private Presentation OfImage(RaterPlaces places, int place, string id, QueuedImage image) => new()
    {
        SetId = places.SetId,
        Rater = places.Rater,
        Place = place,
        ItemId = places.Hides ? places.OpaqueId(place) : id,
        Role = ItemRole.Study,
        ImageId = id,
        Label = image.Label,
        Key = image.Key,
        RightKey = image.RightKey,
        Sides = image.Sides,
        ShownAt = Now,
        Open = true,
    };

    // A repeated pair swaps its sides, so that a rater who always chooses the same side has no self-agreement.
    private Presentation OfRepeat(RaterPlaces places, int place, string repeatId, Presentation first) => new()
    {
        SetId = places.SetId,
        Rater = places.Rater,
        Place = place,
        ItemId = places.OpaqueId(place),
        Role = ItemRole.Repeat,
        ImageId = repeatId,
        RepeatOf = first.ImageId,
        Label = first.Label,
        Key = first.RightKey ?? first.Key,
        RightKey = first.RightKey is null ? null : first.Key,
        Sides = first.Sides?.Swapped,
        ShownAt = Now,
        Open = true,
    };

    private Presentation OfControl(RaterPlaces places, int place, int index, ControlTile control) => new()
    {
        SetId = places.SetId,
        Rater = places.Rater,
        Place = place,
        ItemId = places.OpaqueId(place),
        Role = ItemRole.Control,
        ImageId = ControlTile.IdOf(places.SetId, index),
        Label = control.Label,
        Key = control.Key,
        RightKey = control.RightKey,
        ShownAt = Now,
        Open = true,
    };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<ReadingStudy?> StudyAsync(string setId, CancellationToken cancel)
    {
        if (_studies.TryGetValue(setId, out var known)) return known;
        var study = await store.Studies.GetAsync(setId, cancel);
        return study is null ? null : _studies.GetOrAdd(setId, study);
    }
}
