using System.Runtime.CompilerServices;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Records;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// What frozen sets no longer need: presentations, reservations, the documents of hidden items, and counted ratings.
/// </summary>
internal sealed class OldItems(FeedbackCollections store, RatingCounts counts) : IRetained
{
    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var set in FrozenAsync(limits.BeforeMs(RetentionRules.Presentations), cancel))
        {
            await foreach (var due in OfSetAsync(store.Presentations, set.Id, set, cancel)) yield return due;
            await foreach (var due in OfSetAsync(store.Images, QueuedImage.HiddenSetOf(set.Id), set, cancel))
                yield return due;
            await foreach (var due in ReservationsAsync(set, cancel)) yield return due;
        }
        await foreach (var set in FrozenAsync(limits.BeforeMs(RetentionRules.RatingCounts), cancel))
            if (set.Value.Purpose == ImagePurpose.Training && await counts.OfAsync(set.Value.RoundId, cancel) > 0)
                yield return new Due(
                    RetentionRules.RatingCounts,
                    set.Value.RoundId,
                    Why(set),
                    stop => counts.RemoveAsync(set.Value.RoundId, stop));
    }

    private async IAsyncEnumerable<Stored<RatingSet>> FrozenAsync(
        long? before, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (before is null) yield break;
        Condition[] old =
            [Condition.Is("state", nameof(SetState.Frozen)), Condition.Below("frozenAt", before.Value)];
        await foreach (var set in store.Sets.AllAsync(old, null, cancel)) yield return set;
    }

    private static async IAsyncEnumerable<Due> OfSetAsync<T>(
        DocumentCollection<T> collection,
        string setId,
        Stored<RatingSet> set,
        [EnumeratorCancellation] CancellationToken cancel)
        where T : class
    {
        await foreach (var item in collection.AllAsync([Condition.Is("setId", setId)], null, cancel))
            yield return new Due(
                RetentionRules.Presentations, item.Id, Why(set), stop => collection.DeleteAsync(item, stop));
    }

    // A rater who left keeps a reservation that nobody releases.
    private async IAsyncEnumerable<Due> ReservationsAsync(
        Stored<RatingSet> set, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var image in store.Images.AllAsync([Condition.Is("setId", set.Id)], null, cancel))
            if (image.Value.Reservations.Count > 0)
                yield return new Due(
                    RetentionRules.Presentations, image.Id, Why(set), stop => ReleaseAsync(image, stop));
    }

    private async Task<bool> ReleaseAsync(Stored<QueuedImage> image, CancellationToken cancel) =>
        await store.Images.ReplaceAsync(image, image.Value with { Reservations = [] }, cancel) is not null;

    private static string Why(Stored<RatingSet> set) =>
        $"{set.Value.Purpose.ToString().ToLowerInvariant()} set of {set.Value.RoundId}, frozen on " +
            RetentionLimits.Day(set.Value.FrozenAt!.Value);
}
