using System.Runtime.CompilerServices;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// Jobs of rounds that nobody continues. Rounds of champions, of today and before, stay: they are lineage. Rounds with
/// a set that is not frozen stay: raters still work on them.
/// </summary>
internal sealed class OldRounds(OldJobs jobs, ChampionRegistry champions, FeedbackCollections store) : IRetained
{
    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (limits.BeforeMs(RetentionRules.Jobs) is not { } before) yield break;
        var lineage = await champions.RoundsAsync(cancel);
        var old = await jobs.RoundsBeforeAsync(before, cancel).ToListAsync(cancel);
        foreach (var roundId in old)
        {
            if (lineage.Contains(roundId)) continue;
            if ((await store.SetsOfAsync(roundId, cancel)).Any(set => set.Value.State != SetState.Frozen)) continue;
            yield return new Due(
                RetentionRules.Jobs,
                roundId,
                $"no job of the round changed since {RetentionLimits.Day(before)}",
                stop => jobs.RemoveRoundAsync(roundId, before, stop));
        }
    }
}
