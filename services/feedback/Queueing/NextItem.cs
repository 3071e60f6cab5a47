using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Draws a rater's next items: usually the next image in the rater's order that still needs ratings; at the study's
/// rates, a repeat or a control. Every kind takes the same number of reads and writes, so that the time of an answer
/// does not tell them apart: for a hidden item, an image is looked for too.
/// </summary>
internal sealed class NextItem(FeedbackCollections store, Reservations reservations, TimeProvider time)
{
    /// <summary>Records and returns the next items; fewer if no more are left.</summary>
    /// <param name="reading">The rater's reading of the set.</param>
    /// <param name="set">The set.</param>
    /// <param name="desk">What the rater has already.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<IReadOnlyList<Presentation>> DrawAsync(
        RaterReading reading,
        RatingSet set,
        IEnumerable<Presentation> desk,
        int count,
        CancellationToken cancel)
    {
        var has = desk.Select(item => item.ImageId).ToHashSet();
        var place = (int)await store.Presentations.CountAsync(reading.Conditions, cancel) + 1;
        var drawn = new List<Presentation>();
        while (drawn.Count < count)
        {
            if (await HiddenAsync(reading, set, has, place, cancel) is { } hidden)
            {
                drawn.Add(hidden);
                place++;
                continue;
            }
            var most = reading.Schedule.ImagesFrom(place, count - drawn.Count);
            var next = await NextImagesAsync(reading, set, has, place, most, cancel);
            if (next.Count == 0) break;
            await store.Images.ReadAsync(next[0].ImageId, cancel);   // a hidden item's document is read once more too
            has.UnionWith(next.Select(item => item.ImageId));
            // In parallel: each write waits for the disk, and writes that wait together share a flush.
            drawn.AddRange((await Task.WhenAll(next.Select(item => RecordAsync(item, cancel)))).OfType<Presentation>());
            place += next.Count(item => item.Place >= place);   // a returning item keeps its place
        }
        return drawn;
    }

    /// <summary>
    /// Puts the item on the rater's desk, for the first time or again; null if another process did so at the same time,
    /// or if the rater has seen this hidden item before.
    /// </summary>
    private async Task<Presentation?> RecordAsync(Presentation item, CancellationToken cancel)
    {
        if (await store.Presentations.AddAsync(item.Id, item, cancel)) return item;
        // After an upgrade the set has another secret. The schedule of the earlier one may have shown this repeat.
        if (item.IsHidden) return null;
        return await store.Presentations.UpdateAsync(
            item.Id, p => p.Open ? null : p with { Open = true, SkippedAt = 0 }, cancel);
    }

    private async Task<IReadOnlyList<Presentation>> NextImagesAsync(
        RaterReading reading,
        RatingSet set,
        HashSet<string> has,
        int place,
        int most,
        CancellationToken cancel)
    {
        var items = new List<Presentation>();
        for (var at = 0; items.Count < most;)
        {
            (var free, at) = await FreeAsync(reading, set, has, at, most - items.Count, cancel);
            if (free.Count == 0) break;
            var taken = await Task.WhenAll(
                free.Select(f => reservations.TakeAsync(f.Read, reading.Rater, set.RatersPerImage, cancel)));
            foreach (var ((id, image), earlier) in free.Where((_, i) => taken[i]))
                items.Add(earlier ?? OfImage(reading, place + items.Count(item => item.Place >= place), id, image));
        }
        return items;
    }

    /// <summary>
    /// The rater's next available images from a place in the order, each with its earlier presentation if it was put
    /// off, and the place from which to continue.
    /// </summary>
    private async Task<(IReadOnlyList<(Stored<QueuedImage> Read, Presentation? Earlier)> Free, int At)> FreeAsync(
        RaterReading reading, RatingSet set, HashSet<string> has, int at, int most, CancellationToken cancel)
    {
        var free = new List<(Stored<QueuedImage>, Presentation?)>();
        for (; free.Count < most; at++)
        {
            (var read, at) = await NextFreeAsync(reading, set, has, at, cancel);
            if (read is null) break;
            if (await store.Ratings.ExistsAsync(StoredRating.IdOf(read.Id, reading.Rater), cancel))
            {
                reading.Order.RemoveAt(at--);
                continue;
            }
            var earlier = await store.Presentations.GetAsync(Presentation.IdOf(reading.Rater, read.Id), cancel);
            if (earlier is not { Open: true }) free.Add((read, earlier));
        }
        return (free, at);
    }

    /// <summary>The next image that needs the rater, from a place in the order, and its place; null for none.</summary>
    private async Task<(Stored<QueuedImage>? Read, int At)> NextFreeAsync(
        RaterReading reading, RatingSet set, HashSet<string> has, int at, CancellationToken cancel)
    {
        for (var order = reading.Order; order.At(at) is { } id; at++)
        {
            if (has.Contains(id)) continue;
            if (order.IsRated(id) || !reservations.MayBeFree(id))
            {
                if (order.IsRated(id) || reservations.IsRated(id)) order.RemoveAt(at--);
                continue;
            }
            var read = await store.Images.ReadAsync(id, cancel);
            if (read is not { Value.State: ImageState.Queued })
            {
                reservations.NeedsNobody(id);
                order.RemoveAt(at--);
            }
            else if (reservations.HasRoom(read, reading.Rater, set.RatersPerImage)) return (read, at);
        }
        return (null, at);
    }

    /// <summary>
    /// Puts the hidden item of a place on the rater's desk; null if the place has none or the rater has seen it.
    /// </summary>
    private async Task<Presentation?> HiddenAsync(
        RaterReading reading, RatingSet set, HashSet<string> has, int place, CancellationToken cancel)
    {
        var slot = reading.Schedule.At(place);
        var item = slot.Role switch
        {
            ItemRole.Repeat => await RepeatAsync(reading, place, slot.Number, cancel),
            ItemRole.Control => await ControlAsync(reading, place, slot.Number, cancel),
            _ => null,
        };
        if (item is null) return null;
        // The search for an image takes longer if others hold many. It runs here too, so that its time tells nothing.
        await NextFreeAsync(reading, set, has, 0, cancel);
        await reservations.HoldAsync(item, set, cancel);
        return await RecordAsync(item, cancel);
    }

    private async Task<Presentation?> RepeatAsync(
        RaterReading reading, int place, int repeated, CancellationToken cancel)
    {
        Condition[] earlier = [.. reading.Conditions, Condition.Is("place", (long)repeated)];
        return await store.Presentations.FirstAsync(earlier, cancel) is { Value: { Role: ItemRole.Study } first }
            && await store.Ratings.ExistsAsync(StoredRating.IdOf(first.ImageId, reading.Rater), cancel)
                ? OfRepeat(reading, place, first)
                : null;
    }

    private async Task<Presentation?> ControlAsync(
        RaterReading reading, int place, int index, CancellationToken cancel)
    {
        var item = OfControl(reading, place, index, reading.Study!.Controls[index]);
        return await store.Ratings.ExistsAsync(StoredRating.IdOf(item.ImageId, reading.Rater), cancel)
            || await store.Presentations.ExistsAsync(item.Id, cancel)
                ? null
                : item;
    }

    private Presentation OfImage(RaterReading reading, int place, string id, QueuedImage image) =>
        New(reading, place, ItemRole.Study, id) with
        {
            Label = image.Label,
            Key = image.Key,
            RightKey = image.RightKey,
            Sides = image.Sides,
        };

    // A repeated pair swaps its sides, so that a rater who always chooses the same side has no self-agreement. A
    // repeated image is turned, so that it has neither the bytes nor the pixels of the first time.
    private Presentation OfRepeat(RaterReading reading, int place, Presentation first)
    {
        var ofPair = first.RightKey is not null;
        var item = New(reading, place, ItemRole.Repeat, Presentation.RepeatIdOf(first.ImageId));
        return item with
        {
            RepeatOf = first.ImageId,
            Label = first.Label,
            Key = first.RightKey ?? first.Key,
            RightKey = ofPair ? first.Key : null,
            Sides = first.Sides?.Swapped,
            Turn = reading.TurnOfRepeat(item.ImageId, Presentation.LeftSide, ofPair ? first.RightTurn : first.Turn),
            RightTurn = reading.TurnOfRepeat(item.ImageId, Presentation.RightSide, first.Turn),
        };
    }

    private Presentation OfControl(RaterReading reading, int place, int index, ControlTile control) =>
        New(reading, place, ItemRole.Control, ControlTile.IdOf(reading.SetId, index)) with
        {
            Label = control.Label,
            Key = control.Key,
            RightKey = control.RightKey,
        };

    private Presentation New(RaterReading reading, int place, ItemRole role, string imageId) => new()
    {
        SetId = reading.SetId,
        Rater = reading.Rater,
        Place = place,
        ItemId = reading.Blind.ItemId(reading.Rater, imageId),
        Role = role,
        ImageId = imageId,
        Label = 0,
        Key = "",
        Turn = reading.Blind.Turn(reading.Rater, imageId, Presentation.LeftSide),
        RightTurn = reading.Blind.Turn(reading.Rater, imageId, Presentation.RightSide),
        ShownAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Open = true,
    };
}
