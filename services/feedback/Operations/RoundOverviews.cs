using PathAlign.Contracts.Events;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Operations;

/// <summary>Puts together from jobs and sets of ratings how rounds go on.</summary>
internal sealed class RoundOverviews(JobStore jobs, IDocumentStore store, FreezeRatings freeze)
{
    private const string Waiting = "waiting";
    private const int MostJobs = 1000;

    // Queues as the stages name them; a queue that is renamed there shows as a step that waits for ever, which a test
    // sees.
    private const string Draw = "generator-draw-round", Order = "reward-order-images", Learn = "reward-train-reward",
        Finetune = "finetuner-finetune-adapter", Compare = "evaluator-draw-comparison",
            Decide = "evaluator-decide-adapter", Promote = "generator-promote-adapter";

    /// <summary>A page of rounds, the latest first.</summary>
    /// <exception cref="InvalidCursorException">The cursor is none of this list.</exception>
    internal async Task<RoundOverviewPage> PageAsync(int count, string? after, CancellationToken cancel)
    {
        var page = await jobs.OfQueueAsync(Draw, count, after, cancel);
        var rounds = new List<RoundOverview>();
        foreach (var first in page.Jobs)
            rounds.Add(
                await OfAsync(first.RoundId, cancel)
                    ?? throw new InvalidOperationException($"round '{first.RoundId}': expected its jobs, found none"));
        return new RoundOverviewPage(rounds, page.Next);
    }

    /// <summary>The round; null when no job belongs to it.</summary>
    internal async Task<RoundOverview?> OfAsync(string roundId, CancellationToken cancel)
    {
        var all = (await jobs.ListAsync(roundId, pageSize: MostJobs, cancel: cancel)).Jobs;
        if (all.Count == 0) return null;
        var sets = new Dictionary<ImagePurpose, RoundStep>();
        await foreach (
            var (id, set) in store.AllAsync<RatingSet>(
                FeedbackCollections.Sets, [Condition.Is("roundId", roundId)], null, cancel))
            sets[set.Purpose] = await StepAsync(id, set, cancel);
        RoundStep Job(string name, string queue) =>
            all.FirstOrDefault(j => j.Queue == queue) is { } job ? StepOf(name, job) : Unbegun(name);
        RoundStep Rating(string name, ImagePurpose purpose) =>
            sets.TryGetValue(purpose, out var step) ? step with { Name = name } : Unbegun(name);
        RoundStep[] steps =
        [
            Job("draw", Draw), .. all.Any(j => j.Queue == Order)
                ? [Job("order", Order)]
                : (RoundStep[])[], Rating(
                    "rate", ImagePurpose.Training), Job("learn", Learn), Job("finetune", Finetune),
            Job("compare", Compare), Rating(
                "rate-comparison", ImagePurpose.Evaluation), Job("decide", Decide), Job("promote", Promote),
        ];
        var events = all.Where(j => j.State == JobState.Done)
            .SelectMany(j => j.Outgoing)
            .Select(e => e.Read())
            .ToList();
        var (promoted, rejected, reward) = (
            events.OfType<AdapterPromoted>().FirstOrDefault(),
            events.OfType<AdapterRejected>().FirstOrDefault(),
            events.OfType<RewardModelRejected>().FirstOrDefault());
        var state = all.Any(j => j.State == JobState.Failed)
            ? "failed"
            : promoted is not null
            ? "promoted"
            : (rejected ?? (IRoundEvent?)reward) is not null
            ? "rejected"
            : "open";
        var taken = reward is not null ? steps[..3] : rejected is not null ? steps[..^1] : steps;
        return new RoundOverview(
            roundId, state, DateTimeOffset.FromUnixTimeMilliseconds(all.Min(j => j.CreatedAt)), taken,
            rejected?.Reasons
                ?? reward?.Reasons
                ?? [], events.OfType<AdapterReady>().FirstOrDefault()?.AdapterKey, promoted?.ReportKey
                ?? rejected?.ReportKey, all[0].PlanKey);
    }

    private async Task<RoundStep> StepAsync(string setId, RatingSet set, CancellationToken cancel) =>
        new(
            "",
            set.State == SetState.Frozen ? "done" : "running",
            await freeze.RatedAsync(setId, cancel),
            set.Wanted,
            0,
            null,
            null,
            null);

    private static RoundStep StepOf(string name, JobDocument job) =>
        new(
            name,
            job.State.ToString().ToLowerInvariant(),
            job.Progress?.Done ?? 0,
            job.Progress?.Total ?? 0,
            job.State == JobState.Running ? job.Progress?.SecondsLeft ?? 0 : 0,
            job.Progress?.Note,
            job.Id,
            job.Error);

    private static RoundStep Unbegun(string name) => new(name, Waiting, 0, 0, 0, null, null, null);
}
