using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Ratings;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Operations;

/// <summary>Shows rounds to operators: their state, with the counts of the sets of ratings.</summary>
internal sealed class RoundOverviews(
    JobStore jobs, RatingCounts counts, RoundRatings ratings)
{
    private const string Waiting = "waiting";

    /// <summary>A page of rounds, the latest first.</summary>
    /// <param name="blind">Whether the counts of sets that are not frozen are hidden.</param>
    /// <param name="count">1 to 1,000.</param>
    /// <param name="after">The cursor of the previous page; null for the first.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidCursorException">The cursor does not belong to this list.</exception>
    internal async Task<RoundOverviewPage> PageAsync(bool blind, int count, string? after, CancellationToken cancel)
    {
        var page = await jobs.OfQueueAsync(JobQueues.DrawRound.Name, count, after, cancel);
        var rounds = new List<RoundOverview>();
        foreach (var first in page.Jobs)
            if (await OfAsync(first.RoundId, blind, cancel) is { } round)   // null if a sweep removed it meanwhile
                rounds.Add(round);
        return new RoundOverviewPage(rounds, page.Next);
    }

    /// <summary>The round; null if no job belongs to it.</summary>
    /// <param name="roundId">The round.</param>
    /// <param name="blind">Whether the counts of sets that are not frozen are hidden.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<RoundOverview?> OfAsync(string roundId, bool blind, CancellationToken cancel)
    {
        var ofRound = await jobs.OfRoundAsync(roundId, cancel: cancel);
        if (RoundState.Of(ofRound, await counts.OfAsync(roundId, cancel)) is not { } state) return null;
        var sets = (await ratings.OfAsync(roundId, blind, cancel))?.Sets ?? [];
        var rated = Rated(state, sets);
        return new RoundOverview(
            roundId,
            NameOf(state),
            state.StartedAt,
            [.. state.Steps.Select(step => rated.GetValueOrDefault(step.Name) ?? Of(step))],
            state.Objections,
            state.AdapterKey,
            state.ReportKey,
            state.PlanKey,
            state.WaitsForRatings ? string.Join(", ", sets.Select(set => set.Waits).OfType<string>()) : state.Blocker);
    }

    private static string NameOf(RoundState state) => state switch
    {
        { Status: RoundStatus.Parked } => "failed",
        { IsPromoted: true } => "promoted",
        { IsRejected: true } => "rejected",
        { Status: RoundStatus.Done } => "done",
        _ => "open",
    };

    /// <summary>
    /// The steps of raters, by name, and the number of ratings that the reward stage has counted before it trains.
    /// </summary>
    private static Dictionary<string, RoundStep> Rated(RoundState round, IReadOnlyList<SetProgress> sets)
    {
        var steps = new Dictionary<string, RoundStep>();
        foreach (var set in sets)
        {
            var isTraining = set.Purpose == SetProgress.Training;
            var name = isTraining ? RoundSteps.Rate : RoundSteps.RateComparison;
            var state = set.State == SetProgress.Frozen ? "done" : "running";
            steps[name] = new(name, state, set.Rated, set.Wanted, 0, set.Waits, null, null);
            if (!isTraining || round.Find(RoundSteps.Learn) is not { State: null }) continue;
            var wanted = (long)set.Wanted * set.RatersPerImage;
            long? counted = set.Rated is null ? null : round.Ratings;
            steps[RoundSteps.Learn] = new(
                RoundSteps.Learn, Waiting, counted, wanted, 0, "ratings counted", null, null);
        }
        return steps;
    }

    private static RoundStep Of(StepState step) => new(
        step.Name,
        step.State?.ToString().ToLowerInvariant() ?? Waiting,
        step.Progress?.Done ?? 0,
        step.Progress?.Total ?? 0,
        step.State == JobState.Running ? step.Progress?.SecondsLeft ?? 0 : 0,
        step.Progress?.Note,
        step.Job?.Id,
        step.Job?.Error);
}
