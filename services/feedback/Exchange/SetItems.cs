using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Exchange;

/// <summary>The items of a set that can be rated.</summary>
/// <param name="SetId">The set.</param>
/// <param name="Set">Its current state.</param>
/// <param name="Blind">What raters see of it.</param>
/// <param name="Items">The items, by the id under which ratings are stored.</param>
internal sealed record SetItems(string SetId, RatingSet Set, Blind Blind, IReadOnlyDictionary<string, SetItem> Items)
{
    private readonly Lazy<Dictionary<string, string>> _public = new(
        () => Items.Where(i => i.Value.Role == ItemRole.Study).ToDictionary(i => Blind.ImageId(i.Key), i => i.Key));

    /// <summary>The image with this public id; the id itself if it is none.</summary>
    internal string ImageOf(string id) => _public.Value.GetValueOrDefault(id, id);

    /// <summary>The sets of a round, by the purpose's name in lines.</summary>
    internal static async Task<IReadOnlyDictionary<string, SetItems>> OfRoundAsync(
        FeedbackCollections store, Blinds blinds, string roundId, CancellationToken cancel)
    {
        var sets = new Dictionary<string, SetItems>();
        await foreach (var (setId, set) in store.Sets.AllAsync([Condition.Is("roundId", roundId)], null, cancel))
            sets[set.Purpose.ToString().ToLowerInvariant()] = new SetItems(
                setId, set, await blinds.OfAsync(setId, cancel), await ItemsAsync(store, setId, cancel));
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

/// <summary>An item that can be rated.</summary>
/// <param name="Role">The role in which a rater may have seen it.</param>
/// <param name="OfPair">Whether it is a pair.</param>
/// <param name="Sides">For a pair, its images; null for a pair of real tiles.</param>
internal sealed record SetItem(ItemRole Role, bool OfPair, Sides? Sides);
