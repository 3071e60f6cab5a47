using PathAlign.Contracts.Events;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Chooses what a rater sees next: first items that the rater has and did not rate, then more of the oldest open set.
/// Postponed items come last.
/// </summary>
internal sealed class RaterQueue(
    FeedbackCollections store, RaterReadings readings, Reservations reservations, NextItem nextItem, TimeProvider time)
{
    /// <summary>The set and its next items; null if there is nothing to rate.</summary>
    internal async Task<(string SetId, RatingSet Set, IReadOnlyList<Presentation> Items)?> NextAsync(
        Rater rater, ImagePurpose? purpose, int count, CancellationToken cancel)
    {
        // New items of every set come before postponed items of any set.
        foreach (var postponed in new[] { false, true })
            await foreach (var (setId, set) in store.OpenSetsAsync(purpose, cancel))
            {
                var reading = await readings.OfAsync(setId, rater.Name, cancel);
                if (reading.Blind.IsSeeded && rater.Kind != RaterKind.Simulated) continue;
                var items = await NextOfAsync(
                    reading, set, count, postponed, rater.Kind != RaterKind.Simulated, cancel);
                if (items.Count > 0) return (setId, set, items);
            }
        return null;
    }

    /// <summary>
    /// Postpones an item: others may get it, and this rater gets it again at the end. False if it is not on this
    /// rater's desk.
    /// </summary>
    internal async Task<bool> SkipAsync(string rater, string itemId, CancellationToken cancel)
    {
        Condition[] shown = [Condition.Is("rater", rater), Condition.Is("itemId", itemId)];
        if (await store.Presentations.FirstAsync(shown, cancel) is not { } read) return false;
        var desk = await OpenAsync(
            [Condition.Is("rater", rater), Condition.Is("setId", read.Value.SetId)], cancel);
        await PostponeAsync(read.Id, LastSkip(desk), cancel);
        await reservations.ReleaseAsync(read.Value.ImageId, rater, cancel);
        return true;
    }

    private async Task<IReadOnlyList<Presentation>> NextOfAsync(
        RaterReading reading, RatingSet set, int count, bool postponed, bool lapses, CancellationToken cancel)
    {
        await reading.Order.Gate.WaitAsync(cancel);
        try
        {
            var desk = await OnDeskAsync(reading, cancel);
            var (next, later) = (new List<Presentation>(), new List<Presentation>());
            var there = desk.Where(p => p.SkippedAt == 0);
            if (lapses) await KeepAsync(there, set, count, next, later, LastSkip(desk), cancel);
            else await ResumeAsync(there, set, count, next, cancel);
            if (next.Count < count)
                next.AddRange(await nextItem.DrawAsync(reading, set, desk, count - next.Count, cancel));
            if (next.Count == 0 && !postponed) return [];
            await ResumeAsync(desk.Where(p => p.SkippedAt > 0).Concat(later), set, count, next, cancel);
            return next;
        }
        finally
        {
            reading.Order.Gate.Release();
        }
    }

    private async Task<IReadOnlyList<Presentation>> OnDeskAsync(RaterReading reading, CancellationToken cancel)
    {
        var desk = await OpenAsync(reading.Conditions, cancel);
        return [.. desk.OrderBy(p => p.SkippedAt).ThenBy(p => p.Place)];
    }

    private async Task<IReadOnlyList<Presentation>> OpenAsync(
        IReadOnlyList<Condition> conditions, CancellationToken cancel)
    {
        var open = new List<Presentation>();
        await foreach (
            var (_, item) in store.Presentations.AllAsync([.. conditions, Condition.Is("open", true)], null, cancel))
            open.Add(item);
        return open;
    }

    private static long LastSkip(IEnumerable<Presentation> desk) =>
        desk.Select(p => p.SkippedAt).DefaultIfEmpty().Max();

    // Items that the rater has left lying until their reservation ended count as postponed: others may rate them
    // meanwhile, so new ones come first. Not for a program: what it rates must not depend on when it is continued.
    private async Task KeepAsync(
        IEnumerable<Presentation> items,
        RatingSet set,
        int count,
        List<Presentation> next,
        List<Presentation> later,
        long lastSkip,
        CancellationToken cancel)
    {
        foreach (var item in items)
        {
            if (next.Count >= count) return;
            if (await LeavesAsync(item, cancel)) continue;
            if (await reservations.ExtendAsync(item, set, cancel)) next.Add(item);
            else
            {
                await PostponeAsync(item.Id, lastSkip, cancel);
                later.Add(item);
            }
        }
    }

    private async Task ResumeAsync(
        IEnumerable<Presentation> items, RatingSet set, int count, List<Presentation> next, CancellationToken cancel)
    {
        foreach (var item in items)
        {
            if (next.Count >= count) return;
            if (await LeavesAsync(item, cancel)) continue;
            await reservations.HoldAsync(item, set, cancel);
            next.Add(item);
        }
    }

    // What its rater has rated leaves the desk. Nothing else does, whatever others rate: see Reservations.HoldAsync.
    private async Task<bool> LeavesAsync(Presentation item, CancellationToken cancel)
    {
        if (!await store.Ratings.ExistsAsync(StoredRating.IdOf(item.ImageId, item.Rater), cancel)) return false;
        await store.Presentations.UpdateAsync(item.Id, p => p.Open ? p with { Open = false } : null, cancel);
        return true;
    }

    // After what the rater postponed earlier, even if the clock was put back since then.
    private Task PostponeAsync(string presentationId, long lastSkip, CancellationToken cancel)
    {
        var skippedAt = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), lastSkip + 1);
        return store.Presentations.UpdateAsync(
            presentationId, p => p.Open ? p with { SkippedAt = skippedAt } : null, cancel);
    }
}
