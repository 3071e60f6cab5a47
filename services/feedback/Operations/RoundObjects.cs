using Microsoft.AspNetCore.Http.HttpResults;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Exchange;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Operations;

/// <summary>
/// Reads of objects that tell which images a round has and what was answered. Images themselves are found by the keys
/// in these lists alone.
/// </summary>
internal sealed class RoundObjects(FeedbackCollections store, IObjectStore objects, AuditLog audit)
{
    private static readonly string[] Ratings = [FreezeRatings.Kind, StagedImport.Kind];

    // Where a set names its object of the kind. No set names an import, nor the list or the scores of a shard.
    private static readonly Dictionary<string, string?> Fields = new()
    {
        ["manifests"] = "imagesKey",
        ["orders"] = "orderKey",
        ["scores"] = null,
        [FreezeRatings.Kind] = "ratingsKey",
        [StagedImport.Kind] = null,
    };

    /// <summary>
    /// Why the caller gets no content of an object; null if there is no reason. Ratings that the caller gets are an
    /// export: it is in the audit log before.
    /// </summary>
    internal async Task<ProblemHttpResult?> RefusalAsync(Rater caller, string key, CancellationToken cancel)
    {
        var kind = key[..key.IndexOf('/', StringComparison.Ordinal)];
        if (!Fields.TryGetValue(kind, out var field)) return null;
        if (!await objects.ExistsAsync(key, cancel)) return FeedbackProblems.UnknownObject();
        if (caller.IsBlind() && !await IsFrozenAsync(field, key, cancel)) return FeedbackProblems.SetOpen();
        if (Ratings.Contains(kind)) await audit.AppendAsync(caller.Name, "ratings-exported", key, cancel);
        return null;
    }

    /// <summary>
    /// Whether a set names the object, and every round that names it has only frozen sets. A list that no set names yet
    /// may be that of the next one.
    /// </summary>
    private async Task<bool> IsFrozenAsync(string? field, string key, CancellationToken cancel)
    {
        if (field is null) return false;
        var named = await store.Sets.AllAsync([Condition.Is(field, key)], null, cancel).ToListAsync(cancel);
        foreach (var round in named.Select(set => set.Value.RoundId).Distinct())
            if ((await store.SetsOfAsync(round, cancel)).Any(set => set.Value.State != SetState.Frozen)) return false;
        return named.Count > 0;
    }
}
