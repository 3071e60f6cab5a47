using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Simulation;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>Runs rounds one after another, each starting from the champion that the one before left.</summary>
internal sealed class RoundLoop(Home home, IRoundServices services, RoundSettings settings, IRoundDisplay display)
{
    private const string RaterName = "simulated-pathologist";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Runs until as many rounds as asked for have ended. A home that holds some of them already goes on from there.
    /// </summary>
    /// <param name="ended">Told of the report of every round that came to a comparison.</param>
    /// <param name="cancel">Stops: what is under way leaves a checkpoint.</param>
    internal async Task RunAsync(Func<RoundReport, Task> ended, CancellationToken cancel)
    {
        var first = await new RoundModels(services.Objects, home.Root).PlanAsync(settings, display.Say, cancel);
        await ServedAsync(
            async rater =>
            {
                for (var number = 1; number <= settings.Rounds; number++)
                    if (
                        await RoundAsync(
                            settings.RoundId(number),
                            number,
                            () => PlanAsync(first, number, cancel),
                            rater,
                            cancel) is { } report)
                        await ended(report);
            },
            cancel);
    }

    /// <summary>Runs the round of one plan until it has ended; the simulated pathologist rates in it.</summary>
    internal Task RunAsync(RoundPlan plan, Func<RoundReport, Task> ended, CancellationToken cancel) => ServedAsync(
        async rater =>
        {
            if (await RoundAsync(plan.RoundId, plan.Number, () => Task.FromResult(plan), rater, cancel) is { } report)
                await ended(report);
        },
        cancel);

    /// <summary>Asks for a round that people will rate, and waits only until it has begun.</summary>
    internal async Task AskAsync(RoundPlan plan, CancellationToken cancel)
    {
        await services.StartAsync(cancel);
        try
        {
            await RequestAsync(plan, cancel);
            while ((await services.JobsAsync(plan.RoundId, null, cancel)).Count == 0) await Task.Delay(_look, cancel);
        }
        finally
        {
            await services.StopAsync();
        }
    }

    private async Task ServedAsync(Func<Task, Task> run, CancellationToken cancel)
    {
        using var tracing = Tracing.Listen();
        await services.StartAsync(cancel);
        using var rating = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var rater = settings.People is null ? RateAsync(rating.Token) : Task.CompletedTask;
        try
        {
            await run(rater);
        }
        finally
        {
            await rating.CancelAsync();
            await services.StopAsync();
            await rater.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<RoundPlan> PlanAsync(RoundPlan first, int number, CancellationToken cancel)
    {
        var champion = await services.ChampionAsync(first.GeneratorKey, cancel);
        var plan = settings.Configure(
            first with
            {
                RoundId = settings.RoundId(number),
                Number = number,
                Seed = settings.Seed + (ulong)number - 1,
                AdapterKey = champion,
            });
        return settings.Order != RatingOrder.Active
            ? plan
            : plan with
            {
                Rating = plan.Rating with { RewardKey = await RewardOfAsync(settings.RoundId(number - 1), cancel) },
            };
    }

    private async Task<RoundReport?> RoundAsync(
        string roundId, int number, Func<Task<RoundPlan>> planned, Task rater, CancellationToken cancel)
    {
        var plan = await planned();
        var begun = await services.JobsAsync(roundId, null, cancel);
        if (begun.Count == 0) await RequestAsync(plan, cancel);
        else await RequireSameAsync(plan, begun, cancel);
        display.RoundStarts(roundId, number);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (rater.IsFaulted) await rater;
            var page = await services.JobsAsync(roundId, null, cancel);
            display.Show(page);
            if (page.FirstOrDefault(j => j.State == JobState.Failed) is { } failed)
                throw new RoundFailedException(
                    $"round {roundId}: {failed.Queue} was given up after {failed.Attempts} tries: {failed.Error}; " +
                        $"`pathalign redrive {failed.Id}` tries it anew");
            if (await DecisionAsync(page, services.Objects, cancel) is { } report) return report;
            if (Rejected(page) is { } reward)
            {
                display.Say($"round {number} ends without an adapter: {string.Join("; ", reward.Reasons)}");
                return null;
            }
            await Task.Delay(_look, cancel);
        }
    }

    /// <summary>A round that is there is gone on with, or answered from, only where it is the one asked for.</summary>
    private async Task RequireSameAsync(RoundPlan plan, IReadOnlyList<JobDocument> begun, CancellationToken cancel)
    {
        if (begun.Select(j => j.Input.Read()).OfType<RoundRequested>().FirstOrDefault() is not { } request) return;
        var stored = await services.Objects.GetJsonAsync<RoundPlan>(request.PlanKey, cancel);
        if (PlanDifference.Of(plan, stored) is { } difference)
            throw new ArgumentException(
                $"--home: the round '{plan.RoundId}' there is another one: {difference}. Name another --home or " +
                    $"--seed, or ask for the same round");
    }

    private async Task RequestAsync(RoundPlan plan, CancellationToken cancel)
    {
        OptionCheck.Validate(plan);
        await services.RequestAsync(
            new RoundRequested
            {
                RoundId = plan.RoundId,
                PlanKey = await services.Objects.PutJsonAsync("plans", plan, cancel),
            },
            cancel);
    }

    private static RewardModelRejected? Rejected(IReadOnlyList<JobDocument> jobs) =>
        jobs.Where(j => j.State == JobState.Done)
            .SelectMany(j => j.Outgoing)
            .Select(e => e.Read())
            .OfType<RewardModelRejected>()
            .FirstOrDefault();

    /// <summary>The reward model that a round has trained; null when there is no such round.</summary>
    private async Task<string?> RewardOfAsync(string roundId, CancellationToken cancel) =>
        (await services.JobsAsync(roundId, JobState.Done, cancel)).SelectMany(j => j.Outgoing)
            .Select(e => e.Read())
            .OfType<RewardModelTrained>()
            .FirstOrDefault()?.RewardKey;

    /// <summary>The report, once the decision has reached everyone it concerns.</summary>
    private static async Task<RoundReport?> DecisionAsync(
        IReadOnlyList<JobDocument> jobs, IObjectStore objects, CancellationToken cancel)
    {
        var decided = jobs.SelectMany(j => j.Outgoing)
            .Select(e => e.Read())
            .OfType<AdapterEvaluated>()
            .FirstOrDefault();
        if (decided is null || jobs.Any(j => j.State is JobState.Pending or JobState.Running)) return null;
        if (decided.Promoted && !jobs.Any(j => j.Stage == "generator" && j.Input.Type == nameof(AdapterPromoted)))
            return null;
        return await objects.GetJsonAsync<RoundReport>(decided.ReportKey, cancel);
    }

    private async Task RateAsync(CancellationToken cancel)
    {
        using var http = await services.SimulatedRaterAsync(RaterName, cancel);
        var pathologist = new SimulatedPathologist(
            settings.Tiles.Train,
            settings.Tiles.Description,
            settings.Simulation with { Seed = settings.Seed });
        try
        {
            await new SimulatedRater(http, pathologist, settings.Tiles.Description).RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The loop is over.
        }
    }
}
