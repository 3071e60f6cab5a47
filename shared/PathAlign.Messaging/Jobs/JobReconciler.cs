using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Jobs;

/// <summary>Announces job outcomes that a process stored but did not announce before it ended.</summary>
internal sealed class JobReconciler(JobStore jobs, Announcer announcer) : IReconciled
{
    private static readonly JobState[] _outcomes = [JobState.Done, JobState.Failed];

    public async Task ReconcileAsync(ReconcilePass pass, CancellationToken cancel)
    {
        Task AnnounceAsync(Stored<JobDocument> job) => announcer.AnnounceAgainAsync(job.Value, cancel);

        if (pass.ReannounceAll)
            await pass.EachAsync(jobs.OutcomesOfOpenRoundsAsync(cancel), AnnounceAsync, cancel).ConfigureAwait(false);
        foreach (var state in _outcomes)
            await pass.EachAsync(jobs.Documents, Unannounced(state), "updatedAt", AnnounceAsync, cancel)
                .ConfigureAwait(false);
    }

    public async Task<long?> OldestAsync(CancellationToken cancel)
    {
        long? oldest = null;
        foreach (var state in _outcomes)
        {
            var first = await jobs.Documents.FirstAsync(Unannounced(state), cancel, "updatedAt").ConfigureAwait(false);
            if (first is not null) oldest = Math.Min(oldest ?? long.MaxValue, first.Value.UpdatedAt);
        }
        return oldest;
    }

    private static Condition[] Unannounced(JobState state) =>
        [Condition.Is("announced", false), JobStore.InState(state)];
}
