using PathAlign.Contracts.Events;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Chooses what a rater sees next: first items that the rater has and did not rate, then more of the oldest open set.
/// Postponed items come last.
/// </summary>
internal sealed class RaterQueue(
    FeedbackCollections store, RaterOrders orders, Reservations reservations, NextItem nextItem, TimeProvider time)
{
    /// <summary>The set and its next items; null if there is nothing to rate.</summary>
    internal async Task<(string SetId, RatingSet Set, IReadOnlyList<Presentation> Items)?> NextAsync(
        string rater, ImagePurpose? purpose, int count, CancellationToken cancel)
    {
        await foreach (var (setId, set) in store.OpenSetsAsync(purpose, cancel))
        {
            var items = await NextOfAsync(setId, set, rater, count, cancel);
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
        await store.Presentations.UpdateAsync(
            read, p => p.Open ? p with { SkippedAt = time.GetUtcNow().ToUnixTimeMilliseconds() } : null, cancel);
        if (read.Value.Role == ItemRole.Study) await reservations.ReleaseAsync(read.Value.ImageId, rater, cancel);
        return true;
    }

    private async Task<IReadOnlyList<Presentation>> NextOfAsync(
        string setId, RatingSet set, string rater, int count, CancellationToken cancel)
    {
        var order = await orders.OfAsync(setId, rater, cancel);
        await order.Gate.WaitAsync(cancel);
        try
        {
            var desk = await OnDeskAsync(setId, rater, cancel);
            var next = new List<Presentation>();
            await KeepAsync(desk.Where(p => p.SkippedAt == 0), set, count, next, cancel);
            if (next.Count < count)
                next.AddRange(await nextItem.DrawAsync(setId, set, rater, order, count - next.Count, cancel));
            await KeepAsync(desk.Where(p => p.SkippedAt > 0), set, count, next, cancel);
            return next;
        }
        finally
        {
            order.Gate.Release();
        }
    }

    private async Task<IReadOnlyList<Presentation>> OnDeskAsync(string setId, string rater, CancellationToken cancel)
    {
        Condition[] open = [Condition.Is("setId", setId), Condition.Is("rater", rater), Condition.Is("open", true)];
        var desk = new List<Presentation>();
        await foreach (var (_, item) in store.Presentations.AllAsync(open, null, cancel))
            desk.Add(item);
        return [.. desk.OrderBy(p => p.SkippedAt).ThenBy(p => p.Place)];
    }

    // Items that this rater has rated, or that others got meanwhile, leave the desk.
    private async Task KeepAsync(
        IEnumerable<Presentation> items, RatingSet set, int count, List<Presentation> next, CancellationToken cancel)
    {
        foreach (var item in items)
        {
            if (next.Count >= count) return;
            var rated = await store.Ratings.ExistsAsync(StoredRating.IdOf(item.ImageId, item.Rater), cancel);
            if (
                !rated
                    && (
                        item.Role != ItemRole.Study
                            || await reservations.TakeAsync(item.ImageId, item.Rater, set.RatersPerImage, cancel)))
                next.Add(item);
            else
                await store.Presentations.UpdateAsync(item.Id, p => p.Open ? p with { Open = false } : null, cancel);
        }
    }
}
