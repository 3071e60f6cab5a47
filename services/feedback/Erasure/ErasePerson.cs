using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Erasure;

/// <summary>
/// One pass of an erasure over everything that is stored. Every step finds what is left and does that, so a pass can
/// stop anywhere and be repeated.
/// </summary>
internal sealed class ErasePerson(
    FeedbackCollections store,
    ErasedRatings ratings,
    ErasedDocuments documents,
    ErasedObjects objects,
    ErasedAccounts accounts,
    Turn turn,
    JobStore jobs,
    ErasedNames log,
    TimeProvider time,
    ILogger<ErasePerson> events)
{
    private const int MostJobs = 1000;

    // The stages that read ratings and write who gave them into reports.
    private static readonly string[] _readers = [StageNames.Reward, StageNames.Finetuner, StageNames.Evaluator];

    /// <summary>
    /// Runs a pass and returns the erasure as it then stands, without the name if nothing has it any more.
    /// </summary>
    /// <param name="run">The erasure.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<ErasureRun> RunAsync(ErasureRun run, CancellationToken cancel)
    {
        var waitsFor = await BlockerAsync(run, cancel);
        // What the blocker writes is replaced after its end. A freeze may wait for the end of a move that failed.
        if (waitsFor is not null && run.PassedAt is not null && await store.MovesAsync(cancel) is not null)
            return run with { WaitsFor = waitsFor };
        // Whoever asks for the run sees that the last pass has begun.
        if (waitsFor is null && run.WaitsFor is not null)
            await store.Erasures.UpdateAsync(run.Pseudonym, r => r with { WaitsFor = null }, cancel);
        var person = new Erased(run.Name!, run.Pseudonym);
        var tally = new Tally(run.Changed);
        await accounts.DisableAsync(person.Name, cancel);
        tally.Add("sessions", await accounts.EndSessionsAsync(person.Name, cancel));
        await turn.MoveAsync(
            async () =>
            {
                var (moved, items) = await ratings.MoveAsync(person, cancel);
                tally.Add("ratings", moved);
                tally.Add("presentations", items);
            },
            cancel);
        var (changed, mentions) = await documents.ReplaceAsync(person, cancel);
        tally.Add("other documents", changed);
        (changed, var further) = await objects.ReplaceAsync(person, cancel);
        tally.Add("objects", changed);
        tally.Add("audit entries", await log.ReplaceAsync(person.Pseudonym, person.InLog, cancel));
        run = run with { PassedAt = run.PassedAt ?? Now, Changed = tally.Counts, Mentions = [.. mentions, .. further] };
        if (waitsFor is not null) return run with { WaitsFor = waitsFor };
        tally.Add("accounts", await accounts.RemoveAsync(person.Name, cancel));
        await log.EndAsync(run.Who, person.Pseudonym, cancel);
        events.PersonErased(person.Pseudonym, tally.Line);
        return run with { Name = null, WaitsFor = null, Changed = tally.Counts };
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What may still write the name after this pass; null for nothing.</summary>
    private async Task<string?> BlockerAsync(ErasureRun run, CancellationToken cancel)
    {
        if (await store.Sets.FirstAsync([Condition.Is("state", nameof(SetState.Complete))], cancel) is { } set)
            return $"the freeze of the set {set.Id}";
        var before = run.PassedAt ?? Now;
        if (Math.Abs(Now - before) < 1000L * run.SettleSeconds)
            return $"requests that were under way when it began, at most {run.SettleSeconds} seconds";
        var running = await jobs.ListAsync(state: JobState.Running, pageSize: MostJobs, cancel: cancel);
        var reader = running.Jobs.FirstOrDefault(
            job => _readers.Contains(job.Stage) && job.CreatedAt <= before && job.DueAt > Now);
        return reader is null ? null : $"the {reader.Queue} job {reader.Id} of {reader.RoundId}";
    }

    private sealed class Tally(IReadOnlyDictionary<string, int> earlier)
    {
        internal Dictionary<string, int> Counts { get; } = earlier.ToDictionary();

        internal string Line => Counts.Count == 0
            ? "nothing"
            : string.Join(", ", Counts.Select(count => $"{count.Value} {count.Key}"));

        internal void Add(string kind, int count)
        {
            if (count > 0) Counts[kind] = Counts.GetValueOrDefault(kind) + count;
        }
    }
}
