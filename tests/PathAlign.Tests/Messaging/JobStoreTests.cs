using System.Text.Json;
using MassTransit;
using MassTransit.UsageTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Events;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;
using Xunit;

namespace PathAlign.Tests.Messaging;

public sealed class JobStoreTests : JobTests
{

    [Fact]
    public async Task Jobs_are_listed_by_round_and_state_the_latest_first()
    {
        await using var machine = await StartAsync();
        await machine.StopAsync();
        for (var i = 0; i < 5; i++)
        {
            await machine.Jobs.SubmitAsync(
                "toy", $"kind-{(char)('a' + i)}", Toy.Request(i < 3 ? "round-1" : "round-2"));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await machine.Jobs.CancelAsync((await machine.Jobs.ListAsync()).Jobs[0].Id);

        var all = await machine.Jobs.ListAsync(pageSize: 2);
        var next = await machine.Jobs.ListAsync(pageSize: 3, after: all.Next);
        var round = await machine.Jobs.ListAsync("round-2", JobState.Pending);

        Assert.Equal(
            ["kind-e", "kind-d", "kind-c", "kind-b", "kind-a"], all.Jobs.Concat(next.Jobs).Select(j => j.Kind));
        Assert.Null(next.Next);
        Assert.Equal("kind-d", Assert.Single(round.Jobs).Kind);
    }

    [Fact]
    public void A_job_has_one_name_however_its_event_arrives()
    {
        var request = Toy.Request();

        Assert.Matches("^[0-9a-f]{32}$", JobIdentity.Of("toy", "draw", request));
        Assert.Equal(JobIdentity.Of("toy", "draw", request), JobIdentity.Of("toy", "draw", request with { }));
        string[] others =
        [
            JobIdentity.Of("toy", "draw", request),
            JobIdentity.Of("other", "draw", request),
            JobIdentity.Of("toy", "rate", request),
            JobIdentity.Of("toy", "draw", request with { RoundId = "r" }),
            JobIdentity.Of("toy", "draw", request with { PlanKey = "p" }),
        ];
        Assert.Equal(5, others.Distinct().Count());
        // Pinned: a change of it would do all old jobs again.
        Assert.Equal(
            "ba76241c14aa474de0499f581ed4a8d9",
            JobIdentity.Of(
                "generator", "draw-images", new RoundRequested { RoundId = "r1", PlanKey = "plans/ab/ab.json" }));
    }

    [Theory]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("IRoundEvent")]
    [InlineData("roundRequested")]
    public void Only_events_of_the_contracts_can_be_stored_and_read(string type)
    {
        Assert.Throws<JsonException>(() => new StoredEvent(type, []).Read());
    }

    [Fact]
    public void A_second_handler_of_a_queue_is_refused_in_any_stage()
    {
        var services = new ServiceCollection();
        services.AddStage("toy", stage => stage.Handle<RoundRequested, ToyHandler>(Toy.Queue));

        Assert.Throws<ArgumentException>(
            () => services.AddStage("toy", stage => stage.Handle<RoundRequested, ToyHandler>(Toy.Queue)));
        Assert.Throws<ArgumentException>(
            () => services.AddStage("other", stage => stage.Handle<RoundRequested, ToyHandler>(Toy.Queue)));
    }

    [Fact]
    public void A_stage_that_comes_after_the_bus_is_refused()
    {
        var services = new ServiceCollection();
        services.AddPathAlignBus();

        Assert.Throws<InvalidOperationException>(
            () => services.AddStage("toy", stage => stage.Handle<RoundRequested, ToyHandler>(Toy.Queue)));
    }

    [Fact]
    public async Task The_composed_bus_runs_a_job_waits_for_its_queues_and_reports_to_nobody()
    {
        var builder = Composed(new() { ["Jobs:WorkRoot"] = Path.GetDirectoryName(WorkFolder) });
        using var host = builder.Build();
        await host.StartAsync();

        await host.Services.GetRequiredService<Announcer>().TryPublishAsync("api", Toy.Request());

        await Eventually.TrueAsync(() => host.Services.GetRequiredService<Seen>().All<ImagesGenerated>().Count == 1);
        Assert.True(host.Services.GetRequiredService<IOptions<MassTransitHostOptions>>().Value.WaitUntilStarted);
        Assert.False(host.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("MaxAttempts", "0", "MaxAttempts")]
    [InlineData("HeartbeatSeconds", "40", "expected at most half of LeaseSeconds (60), found 40")]
    [InlineData("WorkRoot", "", "WorkRoot")]
    [InlineData("MaxAtempts", "3", "MaxAtempts")]
    [InlineData("PollSeconds", "often", "PollSeconds")]
    public async Task An_impossible_setting_stops_the_process_with_its_name(string key, string value, string words)
    {
        using var host = Composed(new() { ["Jobs:WorkRoot"] = "work", [$"Jobs:{key}"] = value }).Build();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(words, error.ToString());
    }

    private HostApplicationBuilder Composed(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IDocumentStore>(Documents).AddSingleton(new Toy()).AddSingleton(new Seen());
        builder.Services.AddPathAlignJobs();
        builder.Services.AddStage("toy", stage => stage.Handle<RoundRequested, ToyHandler>(Toy.Queue));
        builder.Services.AddStage("watch", stage => stage.Consume<WatchingConsumer>("watching"));
        builder.Services.AddPathAlignBus();
        return builder;
    }
}
