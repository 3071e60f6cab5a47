using System.Collections.Concurrent;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.Jobs;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Rounds;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>What the broker is asked to promise, on a real one.</summary>
[Collection(nameof(LocalCluster))]
[Server]
public sealed class BrokerTests(LocalCluster cluster) : IAsyncLifetime
{
    private BrokerView _broker = null!;

    public async ValueTask InitializeAsync()
    {
        await cluster.UpAsync("broker");
        _broker = await BrokerView.OpenAsync(cluster.Broker);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task An_event_waits_for_a_reader_that_has_never_run()
    {
        var heard = new ConcurrentQueue<string>();
        await using (
            var publisher = await BusClient.StartAsync(
                cluster.Broker, [new EventRoute(typeof(AdapterRejected), "late-hearing")]))
            await publisher.PublishAsync(HearingConsumer.Rejected("before"));
        await Eventually.SeeAsync(
            async () => await _broker.WaitingAsync("late-hearing") == 1 ? "one" : null, "the event in the queue");

        await using (await ReaderAsync("late", heard)) await Eventually.TrueAsync(() => heard.Contains("before"));
    }

    [Fact]
    public async Task A_message_that_consumers_die_over_is_handed_out_so_often_and_then_kept_with_the_dead_letters()
    {
        var heard = new ConcurrentQueue<string>();
        await using (await ReaderAsync("deadly", heard, ("DeliveryLimit", "3"))) { }
        await using (
            var publisher = await BusClient.StartAsync(
                cluster.Broker,
                [new EventRoute(typeof(AdapterRejected), "deadly-hearing")],
                null,
                ("DeliveryLimit", "3")))
            await publisher.PublishAsync(HearingConsumer.Rejected("deadly"));

        var times = await _broker.RejectUntilGoneAsync("deadly-hearing");

        Assert.Equal(4, times);   // once, and three times again
        var letter = await Eventually.SeeAsync(
            async () => (await _broker.TakeAsync("deadly-hearing_dead"))?.Body, "the dead letter");
        Assert.Contains("\"deadly\"", letter);
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_kept_with_its_reason_and_what_follows_is_read()
    {
        var heard = new ConcurrentQueue<string>();
        await using var reader = await ReaderAsync("poisoned", heard);

        await _broker.SendAsync("poisoned-hearing", "{ no json", "application/vnd.masstransit+json");
        await reader.PublishAsync(HearingConsumer.Rejected("after"));

        await Eventually.TrueAsync(() => heard.Contains("after"));
        var parked = await Eventually.SeeAsync(
            async () =>
                await _broker.WaitingAsync("poisoned-hearing_error") > 0
                    ? await _broker.TakeAsync("poisoned-hearing_error") is { } message
                    ? Tuple.Create(message)
                    : null
                    : null,
            "the poison");
        Assert.Equal("{ no json", parked.Item1.Body);
        Assert.Contains("MT-Fault-Message", parked.Item1.Headers.Keys);
    }

    private Task<BusClient> ReaderAsync(
        string stage,
        ConcurrentQueue<string> heard,
        params (string, string)[] settings) => HearingConsumer.StartAsync(cluster.Broker, stage, heard, settings);
}
