using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Feedback.Access;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Simulation;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>Runs rounds one after another on the embedded host, each starting from the champion that the one before left.</summary>
internal sealed class RoundLoop(Home home, RoundSettings settings, IRoundDisplay display)
{
    private const string RaterName = "simulated-pathologist";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until as many rounds as asked for have ended. A home that holds some of them already goes on from there.</summary>
    /// <param name="ended">Told of every round's report.</param>
    /// <param name="cancel">Stops: what is under way leaves a checkpoint.</param>
    internal async Task RunAsync(Func<RoundReport, Task> ended, CancellationToken cancel)
    {
        Directory.CreateDirectory(home.Work);
        using var tracing = Tracing.Listen();
        await using var app = EmbeddedHost.Build(home, settings.Verbose, settings.People?.Port);
        var objects = app.Services.GetRequiredService<IObjectStore>();
        var first = await new RoundModels(objects, home.Root).PlanAsync(settings, display.Say, cancel);
        await app.StartAsync(cancel);
        using var rating = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (settings.People is { } people) await new FrontDoor(app.Services, people, display.Say).OpenAsync(cancel);
        var rater = settings.People is null ? RateAsync(app, rating.Token) : Task.CompletedTask;
        try
        {
            for (var number = 1; number <= settings.Rounds; number++) await ended(await RoundAsync(app, first, number, rater, cancel));
        }
        finally
        {
            await rating.CancelAsync();
            await app.StopAsync(CancellationToken.None);
            await rater.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<RoundReport> RoundAsync(WebApplication app, RoundPlan first, int number, Task rater, CancellationToken cancel)
    {
        var (jobs, objects) = (app.Services.GetRequiredService<JobStore>(), app.Services.GetRequiredService<IObjectStore>());
        var roundId = settings.RoundId(number);
        if ((await jobs.ListAsync(roundId, cancel: cancel)).Jobs.Count == 0)
        {
            var champion = await app.Services.GetRequiredService<ChampionRegistry>().FindAsync(first.GeneratorKey, cancel);
            var plan = settings.Configure(first with { RoundId = roundId, Number = number, Seed = settings.Seed + (ulong)number - 1, AdapterKey = champion?.AdapterKey });
            OptionCheck.Validate(plan);
            var planKey = await objects.PutJsonAsync("plans", plan, cancel);
            await app.Services.GetRequiredService<IBus>().Publish(new RoundRequested { RoundId = roundId, PlanKey = planKey }, cancel);
        }
        display.RoundStarts(roundId, number);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (rater.IsFaulted) await rater;
            var page = (await jobs.ListAsync(roundId, cancel: cancel)).Jobs;
            display.Show(page);
            if (page.FirstOrDefault(j => j.State == JobState.Failed) is { } failed)
                throw new RoundFailedException($"round {roundId}: {failed.Queue} was given up after {failed.Attempts} tries: {failed.Error}; `pathalign redrive {failed.Id}` tries it anew");
            if (await DecisionAsync(page, objects, cancel) is { } report) return report;
            await Task.Delay(_look, cancel);
        }
    }

    /// <summary>The report, once the decision has reached everyone it concerns.</summary>
    private static async Task<RoundReport?> DecisionAsync(IReadOnlyList<JobDocument> jobs, IObjectStore objects, CancellationToken cancel)
    {
        var decided = jobs.SelectMany(j => j.Outgoing).Select(e => e.Read()).OfType<AdapterEvaluated>().FirstOrDefault();
        if (decided is null || jobs.Any(j => j.State is JobState.Pending or JobState.Running)) return null;
        if (decided.Promoted && !jobs.Any(j => j.Stage == "generator" && j.Input.Type == nameof(AdapterPromoted))) return null;
        return await objects.GetJsonAsync<RoundReport>(decided.ReportKey, cancel);
    }

    private async Task RateAsync(WebApplication app, CancellationToken cancel)
    {
        var key = await app.Services.GetRequiredService<RaterRegistry>().RegisterAsync(RaterName, RaterRole.Rater, RaterKind.Simulated, cancel);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = SimulatedRater.Client(new Uri(address), key);
        var pathologist = new SimulatedPathologist(TileDatasets.Load(settings.Data).Train, settings.Simulation with { Seed = settings.Seed });
        try
        {
            await new SimulatedRater(http, pathologist).RunAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The loop is over.
        }
    }
}
