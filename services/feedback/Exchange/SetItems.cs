using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Storage;
using PathAlign.Feedback.Study;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Exchange;

/// <summary>What can be rated in a set, and why a rater may have seen it.</summary>
/// <param name="SetId">The set.</param>
/// <param name="Set">As it stands.</param>
/// <param name="Roles">By what ratings are stored under.</param>
internal sealed record SetItems(string SetId, RatingSet Set, IReadOnlyDictionary<string, ItemRole> Roles)
{
    /// <summary>The sets of a round, by purpose as lines name it.</summary>
    internal static async Task<IReadOnlyDictionary<string, SetItems>> OfRoundAsync(IDocumentStore store, string roundId, CancellationToken cancel)
    {
        var sets = new Dictionary<string, SetItems>();
        await foreach (var (setId, set) in store.AllAsync<RatingSet>(FeedbackCollections.Sets, [Condition.Is("roundId", roundId)], null, cancel))
            sets[set.Purpose.ToString().ToLowerInvariant()] = new SetItems(setId, set, await RolesAsync(store, setId, cancel));
        return sets;
    }

    private static async Task<Dictionary<string, ItemRole>> RolesAsync(IDocumentStore store, string setId, CancellationToken cancel)
    {
        var roles = new Dictionary<string, ItemRole>();
        await foreach (var (imageId, _) in store.AllAsync<QueuedImage>(FeedbackCollections.Images, [Condition.Is("setId", setId)], null, cancel))
        {
            roles[imageId] = ItemRole.Study;
            roles[Presentation.RepeatIdOf(imageId)] = ItemRole.Repeat;
            roles[Presentation.DecisionIdOf(imageId)] = ItemRole.Decision;
        }
        var study = await store.ReadAsync<ReadingStudy>(FeedbackCollections.Studies, setId, cancel);
        for (var i = 0; i < (study?.Controls.Count ?? 0); i++) roles[ControlTile.IdOf(setId, i)] = ItemRole.Control;
        return roles;
    }
}
