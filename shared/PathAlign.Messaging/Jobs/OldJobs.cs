using System.Runtime.CompilerServices;
using PathAlign.Contracts.Events;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Jobs;

/// <summary>Finds and removes the jobs of rounds that ended long ago.</summary>
public sealed class OldJobs(JobStore jobs)
{
    /// <summary>
    /// The rounds with jobs of which none waits, runs, or changed since a time, in Unix milliseconds.
    /// </summary>
    public async IAsyncEnumerable<string> RoundsBeforeAsync(
        long before, [EnumeratorCancellation] CancellationToken cancel)
    {
        var seen = new HashSet<string>();
        await foreach (
            var (_, job) in jobs.Documents.AllAsync([Condition.Below("createdAt", before)], "createdAt", cancel)
                .ConfigureAwait(false))
            if (
                seen.Add(job.RoundId)
                    && await OfAsync(job.RoundId, cancel).AllAsync(j => IsOver(j.Value, before), cancel)
                        .ConfigureAwait(false))
                yield return job.RoundId;
    }

    /// <summary>
    /// Removes all jobs of a round, the oldest first: the last one says that the round ended, and until it is gone
    /// nothing announces the others again. Returns false and stops if a job changed meanwhile.
    /// </summary>
    public async Task<bool> RemoveRoundAsync(string roundId, long before, CancellationToken cancel)
    {
        var all = await OfAsync(roundId, cancel).ToListAsync(cancel).ConfigureAwait(false);
        if (!all.All(job => IsOver(job.Value, before))) return false;
        foreach (var job in all.OrderBy(job => job.Value.EndsRound))
            if (!await jobs.Documents.DeleteAsync(job, cancel).ConfigureAwait(false)) return false;
        return all.Count > 0;
    }

    /// <summary>The jobs that rejected an adapter or a reward model before a time, in Unix milliseconds.</summary>
    public async IAsyncEnumerable<JobDocument> RejectionsBeforeAsync(
        long before, [EnumeratorCancellation] CancellationToken cancel)
    {
        Condition[] ended = [Condition.Is("endsRound", true), Condition.Below("createdAt", before)];
        await foreach (var (_, job) in jobs.Documents.AllAsync(ended, "createdAt", cancel).ConfigureAwait(false))
            if (
                job.UpdatedAt < before
                    && job.Outgoing.Any(e => e.Type is nameof(AdapterRejected) or nameof(RewardModelRejected)))
                yield return job;
    }

    private IAsyncEnumerable<Stored<JobDocument>> OfAsync(string roundId, CancellationToken cancel) =>
        jobs.Documents.AllAsync([Condition.Is("roundId", roundId)], "createdAt", cancel);

    private static bool IsOver(JobDocument job, long before) =>
        job.UpdatedAt < before && job.State is not (JobState.Pending or JobState.Running);
}
