using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts.Events;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Tests.Messaging;

/// <summary>
/// A process with the toy stage, on a store and a work folder that outlive it and that others may share.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly IHost _host;

    private Machine(IHost host, Toy toy, Seen seen, FailingBroker broker) =>
        (_host, Toy, Seen, Broker) = (host, toy, seen, broker);

    internal Toy Toy { get; }

    internal Seen Seen { get; }

    internal FailingBroker Broker { get; }

    internal JobStore Jobs => _host.Services.GetRequiredService<JobStore>();

    internal Announcer Announcer => _host.Services.GetRequiredService<Announcer>();

    internal IBus Bus => _host.Services.GetRequiredService<IBus>();

    internal ITestHarness Harness => _host.Services.GetRequiredService<ITestHarness>();

    internal static Task<Machine> StartAsync(
        IDocumentStore documents, string workRoot, TimeProvider clock, Action<JobOptions>? configure = null,
        Toy? toy = null, Action<OutboxOptions>? outbox = null) =>
        Apart.StartAsync(() => BuildAndStartAsync(documents, workRoot, clock, configure, toy, outbox));

    private static async Task<Machine> BuildAndStartAsync(
        IDocumentStore documents, string workRoot, TimeProvider clock, Action<JobOptions>? configure, Toy? toy,
        Action<OutboxOptions>? outbox)
    {
        var (work, seen, broker) = (toy ?? new Toy(), new Seen(), new FailingBroker());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(documents).AddSingleton(clock).AddSingleton(work).AddSingleton(seen);
        builder.Services.AddPathAlignJobs(options =>
        {
            options.WorkRoot = workRoot;
            options.PollSeconds = 0.05;
            options.RetrySeconds = 0;
            configure?.Invoke(options);
        });
        builder.Services.AddOutbox(options =>
        {
            options.IntervalSeconds = 0.2;
            outbox?.Invoke(options);
        });
        builder.Services.AddStage("toy", stage => stage.Handle<RoundRequested, ToyHandler>(Toy.Queue));
        builder.Services.AddStage("watch", stage => stage.Consume<WatchingConsumer>("watching"));
        builder.Services.AddMassTransitTestHarness(TextWriter.Null, bus => bus.JoinStages(builder.Services));
        builder.Services.AddJobWorkers();
        var host = builder.Build();
        host.Services.GetRequiredService<IBus>().ConnectPublishObserver(broker);
        await host.StartAsync();
        return new(host, work, seen, broker);
    }

    internal Task<JobDocument> InStateAsync(string jobId, JobState state, Func<JobDocument, bool>? also = null) =>
        Eventually.SeeAsync(
            async () =>
                await Jobs.GetAsync(jobId) is { } job && job.State == state && (also is null || also(job)) ? job : null,
            $"job {state}");

    internal Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
