using PathAlign.Contracts.Events;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Reviews;

/// <summary>
/// Chooses what a reviewer decides next: disputed images of the oldest open set that has any. Postponed images come
/// last. Each reviewer sees them in an order that the secret of the set decides.
/// </summary>
internal sealed class ReviewQueue(FeedbackCollections store, Blinds blinds, Disputes disputes, TimeProvider time)
{
    /// <summary>The set and its next items; null if no image is disputed.</summary>
    internal async Task<(string SetId, RatingSet Set, IReadOnlyList<Presentation> Items)?> NextAsync(
        string reviewer, ImagePurpose? purpose, int count, CancellationToken cancel)
    {
        await foreach (var (setId, set) in store.OpenSetsAsync(purpose, cancel))
        {
            var disputed = await disputes.OpenAsync(setId, set, cancel);
            if (disputed.Count == 0) continue;
            var blind = await blinds.OfAsync(setId, cancel);
            return (setId, set, await ShowAsync(setId, blind, disputed, reviewer, count, cancel));
        }
        return null;
    }

    private async Task<IReadOnlyList<Presentation>> ShowAsync(
        string setId,
        Blind blind,
        IReadOnlyList<string> disputed,
        string reviewer,
        int count,
        CancellationToken cancel)
    {
        var known = new Dictionary<string, Presentation>();
        foreach (var imageId in disputed)
            if (
                await store.Presentations.GetAsync(
                    Presentation.IdOf(reviewer, Presentation.DecisionIdOf(imageId)), cancel) is { } shown)
                known[imageId] = shown;
        var items = new List<Presentation>();
        var order = disputed.OrderBy(id => known.GetValueOrDefault(id)?.SkippedAt ?? 0)
            .ThenBy(id => blind.OrderKey(id, reviewer), StringComparer.Ordinal);
        foreach (var imageId in order.Take(count))
            items.Add(known.GetValueOrDefault(imageId) ?? await RecordAsync(setId, blind, imageId, reviewer, cancel));
        return items;
    }

    private async Task<Presentation> RecordAsync(
        string setId, Blind blind, string imageId, string reviewer, CancellationToken cancel)
    {
        var image = await store.Images.GetAsync(imageId, cancel);
        var decisionId = Presentation.DecisionIdOf(imageId);
        for (
            var place = 1 + (int)await store.Presentations.CountAsync(
                [Condition.Is("setId", setId), Condition.Is("rater", reviewer)], cancel); ; place++)
        {
            var item = new Presentation
            {
                SetId = setId,
                Rater = reviewer,
                Place = place,
                ItemId = blind.ItemId(reviewer, decisionId),
                Role = ItemRole.Decision,
                ImageId = decisionId,
                Label = image!.Label,
                Key = image.Key,
                RightKey = image.RightKey,
                Sides = image.Sides,
                Turn = blind.Turn(reviewer, decisionId, Presentation.LeftSide),
                RightTurn = blind.Turn(reviewer, decisionId, Presentation.RightSide),
                ShownAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Open = true,
            };
            if (await store.Presentations.AddAsync(item.Id, item, cancel)) return item;
            // otherwise the place is taken
            if (await store.Presentations.GetAsync(item.Id, cancel) is { } there)
                return there;
        }
    }
}
