using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging.Jobs;

/// <summary>Announces job outcomes that a process stored but did not announce before it ended.</summary>
internal sealed class JobReconciler(JobStore jobs, Announcer announcer) : IReconciled
{
    public async Task ReconcileAsync(ReconcilePass pass, CancellationToken cancel)
    {
        Task AnnounceAsync(Stored<JobDocument> job) => announcer.AnnounceAgainAsync(job.Value, cancel);

        if (pass.ReannounceAll)
            await pass.EachAsync(jobs.OutcomesOfOpenRoundsAsync(cancel), AnnounceAsync, cancel).ConfigureAwait(false);
        foreach (var state in new[] { JobState.Done, JobState.Failed })
            await pass.EachAsync(
                jobs.Documents,
                [Condition.Is("announced", false), JobStore.InState(state)],
                "updatedAt",
                AnnounceAsync,
                cancel).ConfigureAwait(false);
    }
}
