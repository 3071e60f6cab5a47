using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging;
using PathAlign.Storage.Documents;
using PathAlign.Tests.Messaging;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>What rounds came to is put up for delivery to webhooks.</summary>
public sealed class RoundNewsTests : IAsyncLifetime
{
    private static readonly StageFailed _failed = new()
    {
        RoundId = "round-1",
        PlanKey = "plans/1",
        Stage = StageNames.Reward,
        JobId = "job",
        Reason = "no room\non the disk",
        Attempts = 3,
    };

    private static readonly AdapterEvaluated _evaluated = new()
    {
        RoundId = "round-1",
        PlanKey = "plans/1",
        AdapterKey = "adapter",
        ReportKey = "reports/1",
        Promoted = true,
    };

    private static readonly RewardModelRejected _rejected = new()
    {
        RoundId = "round-2",
        PlanKey = "plans/2",
        RatingsKey = "ratings",
        RewardKey = "reward",
        ReportKey = "reports/2",
    };

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
    public async Task Decisions_rejections_and_parked_jobs_are_delivered_once_and_another_reason_anew()
    {
        foreach (var happened in new IRoundEvent[] { _evaluated, _rejected, _failed, _evaluated, _rejected, _failed })
            await PublishAsync(happened);
        await PublishAsync(_failed with { Reason = "the weights are damaged" });

        string[] expected = ["adapter.evaluated", "reward.rejected", "stage.failed", "stage.failed"];
        await Eventually.TrueAsync(async () => (await TypesAsync()).Count >= expected.Length, "the deliveries");
        await Eventually.TrueAsync(
            () => _host.Services.GetRequiredService<ITestHarness>().Consumed.Select<StageFailed>().Count() == 3,
            "the repeats");
        Assert.Equal(expected, await TypesAsync());
    }

    private Task PublishAsync(IRoundEvent happened) =>
        _host.Services.GetRequiredService<IBus>().Publish(happened, happened.GetType());

    private async Task<IReadOnlyList<string>> TypesAsync() =>
        [
            .. (await _documents.QueryAsync("webhook-deliveries", new DocumentQuery([]))).Documents
                .Select(document => (string)document.Body["type"]!)
                .Order(StringComparer.Ordinal)
        ];

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(
            new WebhookQueue(
                new(_documents),
                TimeProvider.System,
                Options.Create(
                    new FeedbackOptions { Webhooks = [new WebhookEndpoint { Url = "https://lab.example/hook" }] })));
        builder.Services.AddStage(
            StageNames.Feedback, stage => stage.Consume<SendRoundNews>("send-round-news"));
        builder.Services.AddMassTransitTestHarness(TextWriter.Null, bus => bus.JoinStages(builder.Services));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
