using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Operations;
using PathAlign.Feedback.Records;
using PathAlign.Messaging;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Messaging;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>What services do on their own is in the audit log.</summary>
public sealed class RecordAutomationTests : IAsyncLifetime
{
    private static readonly AdapterPromoted _promoted = new()
    {
        RoundId = "round-1",
        PlanKey = "plans/1",
        AdapterKey = "adapter",
        ReportKey = "reports/1",
    };

    private static readonly RoundRequested _asked = new() { RoundId = "round-1", PlanKey = "plans/1" };
    private static readonly RoundRequested _study = new() { RoundId = "vendor-1", PlanKey = "plans/2" };
    private static readonly RoundRequested _loop = new() { RoundId = "round-2", PlanKey = "plans/3" };

    private readonly InMemoryDocumentStore _documents = new();
    private IHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        await new FeedbackCollections(_documents).EnsureAsync(CancellationToken.None);
        _host = await Apart.StartAsync(StartAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task Promotions_and_rounds_of_loops_are_there_once_and_what_people_asked_for_is_not_there_twice()
    {
        var requests = new RoundRequests(Log());
        await requests.RecordAsync("olga", _asked.RoundId, CancellationToken.None);
        await requests.RecordStudyAsync("olga", _study.RoundId, CancellationToken.None);

        foreach (var happened in new IRoundEvent[] { _asked, _study, _promoted, _loop, _promoted, _loop })
            await _host.Services.GetRequiredService<IBus>().Publish(happened, happened.GetType());

        var consumed = _host.Services.GetRequiredService<ITestHarness>().Consumed;
        await Eventually.TrueAsync(
            () => consumed.Select<AdapterPromoted>().Count() == 2 && consumed.Select<RoundRequested>().Count() == 4,
            "the events");
        Assert.Equal(
            [
                "evaluator adapter-promoted round-1",
                "generator round-requested round-2",
                "olga round-requested round-1",
                "olga study-requested vendor-1",
            ],
            await EntriesAsync());
    }

    [Fact]
    public async Task Processes_that_record_the_same_at_once_make_one_entry()
    {
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(
                i => Log().AppendUnlessAsync(
                    "evaluator", "adapter-promoted", $"round-{i % 2}", ["adapter-promoted"], CancellationToken.None)));

        Assert.Equal(
            ["evaluator adapter-promoted round-0", "evaluator adapter-promoted round-1"], await EntriesAsync());
        Assert.Null((await Log().VerifyAsync()).Fault);
    }

    private async Task<IReadOnlyList<string>> EntriesAsync() =>
        [
            .. (await _documents.QueryAsync("audit-log", new DocumentQuery([]))).Documents
                .Select(entry => $"{entry.Body["who"]} {entry.Body["what"]} {entry.Body["subject"]}")
                .Order(StringComparer.Ordinal)
        ];

    // As of a process of its own.
    private AuditLog Log()
    {
        var options = Options.Create(new AuditOptions());
        return new(_documents, new AuditKeys(_documents, options), options, TimeProvider.System);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var log = Log();
        builder.Services.AddLogging().AddSingleton(log).AddSingleton(new RoundRequests(log));
        builder.Services.AddStage(
            StageNames.Feedback, stage => stage.Consume<RecordAutomation>("record-automation"));
        builder.Services.AddMassTransitTestHarness(TextWriter.Null, bus => bus.JoinStages(builder.Services));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
