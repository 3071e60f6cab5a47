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

    [Fact]
    public async Task Messages_go_back_from_each_kind_of_queue_to_their_reader_without_the_notes_of_their_failure()
    {
        var heard = new ConcurrentQueue<string>();
        EventRoute route = new(typeof(AdapterRejected), "redriven-hearing");
        await using var reader = await ReaderAsync("redriven", heard);
        await _broker.SendAsync("redriven-hearing", "{ no json", "application/vnd.masstransit+json");
        await Eventually.SeeAsync(
            async () => await _broker.WaitingAsync("redriven-hearing_error") > 0 ? "there" : null, "the poison");
        await using var client = await BusClient.StartAsync(cluster.Broker, [route]);

        var queues = await client.DeadLetters.ListAsync(CancellationToken.None);
        var back = await client.DeadLetters.RedriveAsync("redriven-hearing_error", CancellationToken.None);

        Assert.Equal([("redriven-hearing_error", 1L)], queues.Select(queue => (queue.Queue, queue.Messages)));
        Assert.Equal(1, back);
        // it cannot be read again: it comes back with one reason, not two
        var again = await Eventually.SeeAsync(
            async () => await _broker.WaitingAsync("redriven-hearing_error") > 0
                && await _broker.TakeAsync("redriven-hearing_error") is { } message ? Tuple.Create(message) : null,
            "the poison again");
        Assert.Equal("{ no json", again.Item1.Body);
        Assert.Equal(0, await client.DeadLetters.RedriveAsync("redriven-hearing_skipped", CancellationToken.None));
        Assert.Equal(0, await client.DeadLetters.RedriveAsync("redriven-hearing_dead", CancellationToken.None));
        Assert.Null(await client.DeadLetters.RedriveAsync("redriven-hearing", CancellationToken.None));
    }

    [Fact]
    public async Task A_dead_letter_that_goes_back_is_read()
    {
        var heard = new ConcurrentQueue<string>();
        EventRoute route = new(typeof(AdapterRejected), "revived-hearing");
        await using (await ReaderAsync("revived", heard, ("DeliveryLimit", "1"))) { }
        await using var client = await BusClient.StartAsync(cluster.Broker, [route], null, ("DeliveryLimit", "1"));
        await client.PublishAsync(HearingConsumer.Rejected("revived"));
        await _broker.RejectUntilGoneAsync("revived-hearing");
        await Eventually.SeeAsync(
            async () => await _broker.WaitingAsync("revived-hearing_dead") > 0 ? "there" : null, "the dead letter");
        await using var reader = await ReaderAsync("revived", heard, ("DeliveryLimit", "1"));

        Assert.Equal(1, await client.DeadLetters.RedriveAsync("revived-hearing_dead", CancellationToken.None));

        await Eventually.TrueAsync(() => heard.Contains("revived"));
    }

    private Task<BusClient> ReaderAsync(
        string stage,
        ConcurrentQueue<string> heard,
        params (string, string)[] settings) => HearingConsumer.StartAsync(cluster.Broker, stage, heard, settings);
}
