using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Exchange;

/// <summary>What can be rated in a set.</summary>
/// <param name="SetId">The set.</param>
/// <param name="Set">As it stands.</param>
/// <param name="Items">By what ratings are stored under.</param>
internal sealed record SetItems(string SetId, RatingSet Set, IReadOnlyDictionary<string, SetItem> Items)
{
    /// <summary>The sets of a round, by purpose as lines name it.</summary>
    internal static async Task<IReadOnlyDictionary<string, SetItems>> OfRoundAsync(
        FeedbackCollections store, string roundId, CancellationToken cancel)
    {
        var sets = new Dictionary<string, SetItems>();
        await foreach (var (setId, set) in store.Sets.AllAsync([Condition.Is("roundId", roundId)], null, cancel))
            sets[set.Purpose.ToString().ToLowerInvariant()] = new SetItems(
                setId, set, await ItemsAsync(store, setId, cancel));
        return sets;
    }

    private static async Task<Dictionary<string, SetItem>> ItemsAsync(
        FeedbackCollections store, string setId, CancellationToken cancel)
    {
        var items = new Dictionary<string, SetItem>();
        await foreach (var (imageId, image) in store.Images.AllAsync([Condition.Is("setId", setId)], null, cancel))
        {
            var ofPair = image.RightKey is not null;
            items[imageId] = new SetItem(ItemRole.Study, ofPair, image.Sides);
            items[Presentation.RepeatIdOf(imageId)] = new SetItem(ItemRole.Repeat, ofPair, image.Sides?.Swapped);
            items[Presentation.DecisionIdOf(imageId)] = new SetItem(ItemRole.Decision, ofPair, image.Sides);
        }
        var study = await store.Studies.GetAsync(setId, cancel);
        for (var i = 0; i < (study?.Controls.Count ?? 0); i++)
            items[ControlTile.IdOf(setId, i)] = new SetItem(ItemRole.Control, study!.SideBySide, null);
        return items;
    }
}

/// <summary>What can be rated.</summary>
/// <param name="Role">Why a rater may have seen it.</param>
/// <param name="OfPair">Whether it is a pair.</param>
/// <param name="Sides">Of a pair, its images; null for one of real tiles.</param>
internal sealed record SetItem(ItemRole Role, bool OfPair, Sides? Sides);
