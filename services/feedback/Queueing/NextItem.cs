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
        var study = await StudyAsync(setId, cancel);
        var place = (int)await store.Presentations.CountAsync(OfRater(setId, rater), cancel) + 1;
        var drawn = new List<Presentation>();
        while (drawn.Count < count)
        {
            IReadOnlyList<Presentation> next = await HiddenAsync(setId, study, rater, place, cancel) is { } hidden
                ? [hidden]
                : await NextImagesAsync(
                    setId,
                    set,
                    study,
                    rater,
                    place,
                    PlainPlaces(setId, study, rater, place, count - drawn.Count),
                    order,
                    cancel);
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
        string setId,
        RatingSet set,
        ReadingStudy? study,
        string rater,
        int place,
        int most,
        RaterOrder order,
        CancellationToken cancel)
    {
        var items = new List<Presentation>();
        for (var at = 0; items.Count < most;)
        {
            (var free, at) = await FreeAsync(rater, order, at, most - items.Count, cancel);
            if (free.Count == 0) break;
            var taken = await Task.WhenAll(
                free.Select(f => reservations.TakeAsync(f.Read, rater, set.RatersPerImage, cancel)));
            foreach (var ((id, image), earlier) in free.Where((_, i) => taken[i]))
            {
                var here = place + items.Count(item => item.Place >= place);
                var itemId = study is { Hides: true } ? OpaqueId(setId, rater, here) : id;
                items.Add(
                    earlier
                        ?? New(
                            setId,
                            rater,
                            here,
                            itemId,
                            ItemRole.Study,
                            id,
                            image.Label,
                            image.Key) with
                        { RightKey = image.RightKey, Sides = image.Sides });
            }
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

    /// <summary>The number of consecutive places from this one that show the next images of the order.</summary>
    private static int PlainPlaces(string setId, ReadingStudy? study, string rater, int place, int most) =>
        study is not { Hides: true }
            ? most
            : 1 + Enumerable.Range(place + 1, most - 1)
                .TakeWhile(p => Chance(setId, study.Seed, rater, p, 0) >= study.RepeatShare + study.ControlShare)
                .Count();

    private async Task<Presentation?> HiddenAsync(
        string setId, ReadingStudy? study, string rater, int place, CancellationToken cancel)
    {
        if (study is not { Hides: true }) return null;
        var draw = Chance(setId, study.Seed, rater, place, 0);
        if (draw < study.RepeatShare) return await RepeatAsync(setId, study, rater, place, cancel);
        return draw < study.RepeatShare + study.ControlShare
            ? await ControlAsync(setId, study, rater, place, cancel)
            : null;
    }

    private async Task<Presentation?> RepeatAsync(
        string setId, ReadingStudy study, string rater, int place, CancellationToken cancel)
    {
        for (var t = 1; t <= RepeatTries && place > RepeatGap; t++)
        {
            var earlier = 1 + (int)(Chance(setId, study.Seed, rater, place, t) * (place - RepeatGap));
            await foreach (
                var (_, first) in store.Presentations.AllAsync(
                    [.. OfRater(setId, rater), Condition.Is("place", (long)earlier)], null, cancel))
            {
                if (
                    first.Role != ItemRole.Study
                        || !await store.Ratings.ExistsAsync(StoredRating.IdOf(first.ImageId, rater), cancel))
                    continue;
                var repeatId = Presentation.RepeatIdOf(first.ImageId);
                if (await store.Presentations.ExistsAsync(Presentation.IdOf(rater, repeatId), cancel)) continue;
                // A repeated pair swaps its sides, so that a rater who always chooses the same side has no
                // self-agreement.
                return New(
                    setId,
                    rater,
                    place,
                    OpaqueId(setId, rater, place),
                    ItemRole.Repeat,
                    repeatId,
                    first.Label,
                    first.RightKey ?? first.Key) with
                {
                    RepeatOf = first.ImageId,
                    RightKey = first.RightKey is null ? null : first.Key,
                    Sides = first.Sides?.Swapped,
                };
            }
        }
        return null;
    }

    private async Task<Presentation?> ControlAsync(
        string setId, ReadingStudy study, string rater, int place, CancellationToken cancel)
    {
        var seen = (int)await store.Presentations.CountAsync(
            [.. OfRater(setId, rater), Condition.Is("role", nameof(ItemRole.Control))], cancel);
        if (seen >= study.Controls.Count) return null;
        var index = Enumerable.Range(0, study.Controls.Count)
            .OrderBy(i => Fingerprint.Of("control-order", setId, rater, $"{i}"), StringComparer.Ordinal)
            .ElementAt(seen);
        var control = study.Controls[index];
        return New(
            setId,
            rater,
            place,
            OpaqueId(setId, rater, place),
            ItemRole.Control,
            ControlTile.IdOf(setId, index),
            control.Label,
            control.Key) with
        { RightKey = control.RightKey };
    }

    private Presentation New(
        string setId,
        string rater,
        int place,
        string itemId,
        ItemRole role,
        string imageId,
        int label,
        string key) => new()
        {
            SetId = setId,
            Rater = rater,
            Place = place,
            ItemId = itemId,
            Role = role,
            ImageId = imageId,
            Label = label,
            Key = key,
            ShownAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Open = true,
        };

    private async Task<ReadingStudy?> StudyAsync(string setId, CancellationToken cancel)
    {
        if (_studies.TryGetValue(setId, out var known)) return known;
        var study = await store.Studies.GetAsync(setId, cancel);
        return study is null ? null : _studies.GetOrAdd(setId, study);
    }

    private static Condition[] OfRater(string setId, string rater) =>
        [Condition.Is("setId", setId), Condition.Is("rater", rater)];

    private static string OpaqueId(string setId, string rater, int place) =>
        Fingerprint.Of("item", setId, rater, $"{place}");

    /// <summary>A number in [0, 1) that depends only on seed, rater and place.</summary>
    private static double Chance(string setId, ulong seed, string rater, int place, int number) =>
        Convert.ToUInt32(
            Fingerprint.Of("place", setId, $"{seed}", rater, $"{place}", $"{number}")[..8], 16) / (double)(1UL << 32);
}
