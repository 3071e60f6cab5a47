using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Generator.Rounds;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Messaging;

namespace PathAlign.Tests.Generator.Rounds;

/// <summary>A process that continues loops and draws nothing, on stores that outlive it.</summary>
internal sealed class LoopMachine : IAsyncDisposable
{
    private readonly IHost _host;

    private LoopMachine(IHost host) => _host = host;

    internal IBus Bus => _host.Services.GetRequiredService<IBus>();

    internal JobStore Jobs => _host.Services.GetRequiredService<JobStore>();

    internal IReadOnlyList<RoundRequested> Requested =>
        [
            .. _host.Services.GetRequiredService<ITestHarness>().Published.Select<RoundRequested>()
                .Where(p => p.Exception is null)
                .Select(p => p.Context.Message)
        ];

    internal static Task<LoopMachine> StartAsync(
        IDocumentStore documents, IObjectStore objects, string workRoot, double reconcileSeconds) =>
        Apart.StartAsync(() => BuildAndStartAsync(documents, objects, workRoot, reconcileSeconds));

    private static async Task<LoopMachine> BuildAndStartAsync(
        IDocumentStore documents, IObjectStore objects, string workRoot, double reconcileSeconds)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(documents).AddSingleton(objects);
        builder.Services.AddSingleton<RoundInputs>().AddSingleton<ChampionRegistry>().AddSingleton<NextRound>();
        builder.Services.AddPathAlignJobs(options =>
        {
            options.WorkRoot = workRoot;
            options.PollSeconds = 0.05;
        });
        builder.Services.AddOutbox(options => options.IntervalSeconds = reconcileSeconds);
        builder.Services.AddStage(
            StageNames.Generator,
            stage => stage
                .Handle<AdapterRejected, ContinueLoop>(JobQueues.ContinueAfterAdapter)
                .Handle<RewardModelRejected, ContinueLoop>(JobQueues.ContinueAfterReward));
        builder.Services.AddMassTransitTestHarness(TextWriter.Null, bus => bus.JoinStages(builder.Services));
        builder.Services.AddJobWorkers();
        var host = builder.Build();
        await host.StartAsync();
        return new LoopMachine(host);
    }

    internal Task<JobDocument> EndedAsync(JobQueue queue, JobState state) => Eventually.SeeAsync(
        async () =>
            (await Jobs.OfQueueAsync(queue.Name)).Jobs is [var job] && job.State == state ? job : null,
        $"{queue} {state}");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
