using PathAlign.Feedback.Records;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// Moves ratings of imports, settles ratings, and freezes and announces sets whose request ended before it could do so.
/// </summary>
internal sealed class RatingReconciler(
    FeedbackCollections store, CommittedImports imports, SettleRating settle, FreezeRatings freeze) : IReconciled
{
    private static readonly Condition _unannounced = Condition.Is("announced", false);
    private static readonly Condition _frozen = Condition.Is("state", nameof(SetState.Frozen));

    public async Task ReconcileAsync(ReconcilePass pass, CancellationToken cancel)
    {
        await pass.EachAsync(imports.PendingAsync(cancel), import => imports.ApplyAsync(import, cancel), cancel);
        await pass.EachAsync(
            store.Ratings,
            [_unannounced],
            "ratedAt",
            rating => SettleAsync(rating.Value, cancel),
            cancel);
        foreach (var state in new[] { SetState.Open, SetState.Complete })
            await pass.EachAsync(
                store.Sets.AllAsync([Condition.Is("state", state.ToString())], null, cancel),
                set => freeze.RunAsync(set.Id, cancel),
                cancel);
        Condition[] unannounced =
        [
            _frozen,
            .. pass.ReannounceAll ? [] : new[] { _unannounced },
        ];
        await pass.EachAsync(
            store.Sets, unannounced, "frozenAt", set => freeze.AnnounceAsync(set.Id, set.Value, cancel), cancel);
    }

    public async Task<long?> OldestAsync(CancellationToken cancel)
    {
        var rating = await store.Ratings.FirstAsync([_unannounced], cancel, "ratedAt");
        var set = await store.Sets.FirstAsync([_frozen, _unannounced], cancel, "frozenAt");
        return rating is null ? set?.Value.FrozenAt
            : Math.Min(rating.Value.RatedAt, set?.Value.FrozenAt ?? long.MaxValue);
    }

    private async Task SettleAsync(StoredRating rating, CancellationToken cancel)
    {
        if (await settle.CountsInAsync(rating, cancel) is not { } set) return;
        await settle.FinishAsync(rating, set, cancel);
        if (await settle.TryPublishAsync(rating, cancel)) await settle.MarkAsync(rating, cancel);
    }
}
