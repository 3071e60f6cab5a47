using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Diagnosis;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Operations;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Standalone.Simulation;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;

namespace PathAlign.Standalone.Embedded;

/// <summary>The services in this process.</summary>
internal sealed class EmbeddedServices(WebApplication app, FrontDoor? door = null) : IRoundServices
{
    private const int MostJobs = 200;

    internal EmbeddedServices(Home home, bool verbose = false)
        : this(EmbeddedHost.Build(home, verbose))
    {
    }

    /// <summary>Creates the services for rounds that people rate.</summary>
    internal static EmbeddedServices For(People people, Home home, bool verbose, Action<string> say)
    {
        var app = EmbeddedHost.Build(home, verbose, people.Port);
        return new EmbeddedServices(app, new FrontDoor(app.Services, people, say));
    }

    public IObjectStore Objects => app.Services.GetRequiredService<IObjectStore>();

    private Redrives Redrives => app.Services.GetRequiredService<Redrives>();

    private JobStore Jobs => app.Services.GetRequiredService<JobStore>();

    public async Task StartAsync(CancellationToken cancel)
    {
        await app.StartAsync(cancel);
        if (door is not null) await door.OpenAsync(cancel);
    }

    public Task StopAsync() => app.StopAsync(CancellationToken.None);

    public async Task<string?> ChampionAsync(string generatorKey, CancellationToken cancel) =>
        (await app.Services.GetRequiredService<ChampionRegistry>().FindAsync(generatorKey, cancel))?.AdapterKey;

    public async Task RequestAsync(RoundRequested round, CancellationToken cancel)
    {
        await app.Services.GetRequiredService<RoundRequests>().RecordAsync(Home.AuditName, round.RoundId, cancel);
        await app.Services.GetRequiredService<IBus>().Publish(round, cancel);
    }

    public async Task<IReadOnlyList<JobDocument>> JobsAsync(
        string? roundId, JobState? state, CancellationToken cancel) => roundId is null
        ? (await Jobs.ListAsync(roundId, state, MostJobs, cancel: cancel)).Jobs
        : await Jobs.OfRoundAsync(roundId, state, cancel);

    public Task<RoundProgress?> RatingsAsync(string roundId, CancellationToken cancel) =>
        app.Services.GetRequiredService<RoundRatings>().OfAsync(roundId, cancel);

    public Task<JobDocument?> RedriveAsync(string jobId, CancellationToken cancel) =>
        Redrives.JobAsync(Home.AuditName, jobId, cancel);

    public Task<JobDocument?> CancelJobAsync(string jobId, CancellationToken cancel) =>
        Redrives.CancelJobAsync(Home.AuditName, jobId, cancel);

    public Task<int?> RedriveQueueAsync(string queue, CancellationToken cancel) =>
        Redrives.QueueAsync(Home.AuditName, queue, cancel);

    public Task<int> RedriveWebhooksAsync(CancellationToken cancel) =>
        Redrives.WebhooksAsync(Home.AuditName, cancel);

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(CancellationToken cancel) =>
        app.Services.GetRequiredService<Diagnose>().RunAsync(cancel);

    public async Task<HttpClient> SimulatedRaterAsync(string name, CancellationToken cancel)
    {
        var key = await app.Services.GetRequiredService<Accounts>()
            .RegisterAsync(Home.AuditName, name, RaterRole.Rater, RaterKind.Simulated, cancel)
                ?? throw new InvalidOperationException($"rater '{name}': expected a simulated one, found a person");
        var address = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses
            .First();
        return SimulatedRater.Client(new Uri(address), key);
    }

    public Task<SweepReport> SweepAsync(bool dryRun, CancellationToken cancel) =>
        app.Services.GetRequiredService<Sweep>().RunAsync(Home.AuditName, dryRun, cancel: cancel);

    public async Task<ErasureRun> EraseAsync(string name, Action<string> waits, CancellationToken cancel)
    {
        var erasures = app.Services.GetRequiredService<Erasures>();
        // this process alone has the home open, and takes no requests
        var run = await erasures.RequestAsync(Home.AuditName, name, TimeSpan.Zero, cancel);
        try
        {
            await erasures.RunAsync(cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            // the erasure says why, and the caller replaces the name in files under its pseudonym
            if (await erasures.FindAsync(run.Pseudonym, cancel) is not { Error: not null }) throw;
        }
        return await erasures.FindAsync(run.Pseudonym, cancel)
            ?? throw new InvalidOperationException($"erasure {run.Pseudonym}: expected its document, found none");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
