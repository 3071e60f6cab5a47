using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Rounds;
using PathAlign.Standalone.Simulation;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Starts the first round of a loop and watches all rounds. Each round starts the next one, which begins with the
/// current champion.
/// </summary>
internal sealed class RoundLoop(Home home, IRoundServices services, RoundSettings settings, IRoundDisplay display)
{
    private const string RaterName = "simulated-pathologist";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);
    private readonly RatingWatch _ratings = new(services, display, TimeProvider.System);
    private string? _told;   // the parked job that was shown

    /// <summary>
    /// Runs until the requested number of rounds has ended. Rounds that the home already holds count.
    /// </summary>
    /// <param name="ended">Called with the report of every round that reached its comparison.</param>
    /// <param name="cancel">Stops; running work leaves a checkpoint.</param>
    internal async Task RunAsync(Func<RoundReport, Task> ended, CancellationToken cancel)
    {
        var first = await new RoundModels(services.Objects, home.Root).PlanAsync(settings, display.Say, cancel);
        await ServedAsync(
            async rater =>
            {
                for (var number = 1; number <= settings.Rounds; number++)
                {
                    if (await IsToComeAsync(number, cancel)) await ComesAsync(number, rater, cancel);
                    if (await RoundAsync(await PlanAsync(first, number, cancel), rater, cancel) is { } report)
                        await ended(report);
                }
            },
            cancel);
    }

    /// <summary>Runs the round of one plan until it has ended; the simulated pathologist rates in it.</summary>
    internal Task RunAsync(RoundPlan plan, Func<RoundReport, Task> ended, CancellationToken cancel) => ServedAsync(
        async rater =>
        {
            if (await RoundAsync(plan, rater, cancel) is { } report) await ended(report);
        },
        cancel);

    /// <summary>
    /// Runs a round until its reward model is trained; in a study this is its end. A round that has begun continues.
    /// </summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="difference">Why a round that has begun with another plan cannot continue; null if it can.</param>
    /// <param name="learned">Called with its state; the services run until this returns.</param>
    /// <param name="cancel">Stops; running work leaves a checkpoint.</param>
    internal Task LearnAsync(
        RoundPlan plan,
        Func<RoundPlan, Task<string?>> difference,
        Func<RoundState, Task> learned,
        CancellationToken cancel) =>
        ServedAsync(
            async rater =>
            {
                await RequestNewAsync(plan, difference, cancel);
                await learned(await WatchAsync(plan.RoundId, state => state.HasLearned, rater, cancel));
            },
            cancel);

    /// <summary>Starts a round that people will rate, and waits only until it has begun.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="difference">Why a round that has begun with another plan cannot continue; null if it can.</param>
    /// <param name="cancel">Stops the wait.</param>
    internal async Task AskAsync(
        RoundPlan plan, Func<RoundPlan, Task<string?>> difference, CancellationToken cancel)
    {
        await services.StartAsync(cancel);
        try
        {
            await RequestNewAsync(plan, difference, cancel);
            while ((await services.JobsAsync(plan.RoundId, null, cancel)).Count == 0) await Task.Delay(_look, cancel);
        }
        finally
        {
            await services.StopAsync();
        }
    }

    private async Task RequestNewAsync(
        RoundPlan plan, Func<RoundPlan, Task<string?>> difference, CancellationToken cancel)
    {
        if (await StateAsync(plan.RoundId, cancel) is not { } begun) await RequestAsync(plan, cancel);
        else if (await difference(await services.Objects.GetJsonAsync<RoundPlan>(begun.PlanKey, cancel)) is { } found)
            throw new ArgumentException(found);
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
                Loop = Loop(number),
            });
        plan = plan with { Rating = plan.Rating with { SimulatedRaters = settings.People is null } };
        if (settings.Order != RatingOrder.Active) return plan;
        var before = await StateAsync(settings.RoundId(number - 1), cancel);
        return plan with { Rating = plan.Rating with { RewardKey = before?.RewardKey } };
    }

    private LoopPlan? Loop(int number) => number >= settings.Rounds ? null : new LoopPlan
    {
        LastRound = Math.Min(settings.Rounds, LoopPlan.MostRounds),
        ActiveOrder = settings.Order == RatingOrder.Active,
    };

    /// <summary>Whether the previous round starts this one, since its loop continues.</summary>
    private async Task<bool> IsToComeAsync(int number, CancellationToken cancel) =>
        number > 1
        && await StateAsync(settings.RoundId(number - 1), cancel) is { } before
        && (await services.Objects.GetJsonAsync<RoundPlan>(before.PlanKey, cancel)).Continues;

    private async Task ComesAsync(int number, Task rater, CancellationToken cancel)
    {
        while (await StateAsync(settings.RoundId(number), cancel) is null)
        {
            if (rater.IsFaulted) await rater;
            Meet(await StateAsync(settings.RoundId(number - 1), cancel));
            await Task.Delay(_look, cancel);
        }
    }

    private async Task<RoundState?> StateAsync(string roundId, CancellationToken cancel) =>
        RoundState.Of(await services.JobsAsync(roundId, null, cancel));

    private async Task<RoundReport?> RoundAsync(RoundPlan plan, Task rater, CancellationToken cancel)
    {
        if (await StateAsync(plan.RoundId, cancel) is { } begun) await RequireSameAsync(plan, begun, cancel);
        else await RequestAsync(plan, cancel);
        display.RoundStarts(plan.RoundId, plan.Number);
        var over = await WatchAsync(plan.RoundId, state => state.IsOver, rater, cancel);
        return await ReportAsync(plan.Number, over, cancel);
    }

    private async Task<RoundState> WatchAsync(
        string roundId, Func<RoundState, bool> isReached, Task rater, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (rater.IsFaulted) await rater;
            var jobs = await services.JobsAsync(roundId, null, cancel);
            display.Show(jobs);
            var state = RoundState.Of(jobs);
            Meet(state);
            if (state is not null && isReached(state)) return state;
            if (settings.People is not null) await _ratings.LookAsync(state, cancel);
            await Task.Delay(_look, cancel);
        }
    }

    /// <summary>The report of a round that reached its comparison; otherwise shows the reason.</summary>
    private async Task<RoundReport?> ReportAsync(int number, RoundState over, CancellationToken cancel)
    {
        if (over.ReportKey is { } key) return await services.Objects.GetJsonAsync<RoundReport>(key, cancel);
        display.Say($"round {number} ends without an adapter: {over.Blocker ?? "it is a study"}");
        return null;
    }

    // The app stays open to people: a parked job concerns one round, and `redrive` reaches this process.
    private void Meet(RoundState? state)
    {
        if (state?.Parked is not { } parked)
        {
            _told = null;
            return;
        }
        var sentence = $"round {state.RoundId}: {state.Blocker}; `pathalign redrive {parked.Id}` tries it again";
        if (settings.People is null) throw new RoundFailedException(sentence);
        if (_told != parked.Id) display.Say(sentence);
        _told = parked.Id;
    }

    /// <summary>A stored round is resumed or reported only if its plan is the requested one.</summary>
    private async Task RequireSameAsync(RoundPlan plan, RoundState begun, CancellationToken cancel)
    {
        var stored = await services.Objects.GetJsonAsync<RoundPlan>(begun.PlanKey, cancel);
        if (PlanDifference.Of(plan, stored) is { } difference)
            throw new ArgumentException(
                $"--home: expected the stored plan of round '{plan.RoundId}': {difference}. Choose another --home or " +
                    $"--seed, or run with the stored plan");
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

    private async Task RateAsync(CancellationToken cancel)
    {
        using var http = await services.SimulatedRaterAsync(RaterName, cancel);
        try
        {
            var pathologist = new SimulatedPathologist(
                settings.Tiles.Train,
                settings.Tiles.Description,
                settings.Simulation with { Seed = settings.Seed },
                cancel);
            var check = RaterCheck.Of(
                pathologist, settings.Tiles.Validation, settings.Tiles.Description.Classes.Count, cancel);
            foreach (var line in check.Lines()) display.Say(line);
            await new SimulatedRater(http, pathologist, settings.Tiles.Description).RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The loop is over.
        }
    }
}
