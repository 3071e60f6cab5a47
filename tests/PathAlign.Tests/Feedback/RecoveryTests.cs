using System.Diagnostics;
using System.Net;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class RecoveryTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_rating_that_was_stored_but_not_published_is_published_at_the_next_start_in_its_trace()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await _stores.QueueRoundAsync("r1", 2);
        string key;
        await using (var first = await FeedbackHost.StartAsync(_stores, brokerDown: true))
        {
            key = await first.RegisterAsync("anna");
            var answer = await first.PostAsync(
                """{"imageId":"r1-training-000","verdict":"plausible"}""",
                key,
                "k1",
                traceParent: $"00-{Trace}-00f067aa0ba902b7-01");
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.Empty(first.Received);
        }

        await using var second = await FeedbackHost.StartAsync(_stores);

        await Eventually.TrueAsync(() => second.Received.Count == 1, "the event");
        Assert.Equal(Trace, second.Received.Single().TraceId);
        await Eventually.TrueAsync(() => Announced("ratings"), "the mark");
        Assert.Equal(
            HttpStatusCode.OK,
            (await second.PostAsync("""{"imageId":"r1-training-000","verdict":"plausible"}""", key, "k1")).StatusCode);
        Assert.Single(second.Received);
    }

    [Fact]
    public async Task A_broker_that_comes_back_gets_everything_without_a_restart()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(
            _stores, brokerDown: true, ("Outbox:IntervalSeconds", "1"));
        await RateBothAsync(host);

        host.BrokerDown = false;

        await Eventually.TrueAsync(
            () => host.Quorums.Count >= 1 && host.Received.Select(r => r.Event.RatingId).Distinct().Count() == 2,
            "all events");
        Assert.Single(host.Quorums.Select(q => q.RatingsKey).Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_by_an_hour_keeps_back_no_event_and_brings_none_twice(int hours)
    {
        await _stores.QueueRoundAsync("r1", 2);
        var clock = new TestClock();
        using var running = clock.Run();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, brokerDown: true, ("Outbox:IntervalSeconds", "1"));
        await RateBothAsync(host);

        clock.Jump(TimeSpan.FromHours(hours));
        host.BrokerDown = false;

        await Eventually.TrueAsync(
            () => !host.Quorums.IsEmpty && host.Received.Select(r => r.Event.RatingId).Distinct().Count() == 2,
            "all events");
        await Eventually.TrueAsync(() => Announced("ratings") && Announced("rating-sets"), "the marks");
        await Eventually.TrueAsync(() => (host.Quorums.Count, host.Received.Count) == (1, 2), "quorum and events");
    }

    [Fact]
    public async Task A_set_that_was_complete_but_not_frozen_is_frozen_at_the_next_start()
    {
        await _stores.QueueRoundAsync("r1", 2);
        _stores.Objects.BeforePut = kind => Throw(kind == "ratings");
        await using (var first = await FeedbackHost.StartAsync(_stores))
        {
            await RateBothAsync(first);
            Assert.Equal("Complete", State());
        }
        _stores.Objects.BeforePut = null;

        await using var second = await FeedbackHost.StartAsync(_stores);

        await Eventually.TrueAsync(() => second.Quorums.Count == 1, "the quorum");
        Assert.Equal(
            2, (await _stores.Objects.GetJsonAsync<RatingManifest>(second.Quorums.Single().RatingsKey)).Ratings.Count);
    }

    [Fact]
    public async Task A_frozen_set_is_announced_anew_at_start_where_messages_end_with_the_process()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using (var first = await FeedbackHost.StartAsync(_stores))
        {
            await RateBothAsync(first);
            await Eventually.TrueAsync(() => Announced("rating-sets"), "the mark");
        }

        await using var second = await FeedbackHost.StartAsync(
            _stores, settings: ("Outbox:ReannounceAllAtStart", "true"));

        await Eventually.TrueAsync(() => second.Quorums.Count == 1, "the quorum");
    }

    [Theory]
    [InlineData("images", "\"ratings\":1")]
    [InlineData("rating-sets", "\"Complete\"")]
    [InlineData("rating-sets", "\"Frozen\"")]
    [InlineData("rating-sets", "\"announced\":true")]
    [InlineData("ratings", "\"announced\":true")]
    [Slow]
    public async Task A_crash_before_any_write_heals_at_the_next_start(string collection, string words)
    {
        await _stores.QueueRoundAsync("r1", 2);
        _stores.Documents.BeforeReplace = (name, body) =>
            Throw(name == collection && body.ToJsonString().Contains(words));
        await using (var first = await FeedbackHost.StartAsync(_stores)) await RateBothAsync(first);
        _stores.Documents.BeforeReplace = null;

        await using var second = await FeedbackHost.StartAsync(_stores);

        await Eventually.TrueAsync(
            () => State() == "Frozen" && Announced("ratings") && Announced("rating-sets"),
            "a frozen and announced set");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(
            (string)(await _stores.AllAsync("rating-sets")).Single().Body["ratingsKey"]!);
        Assert.Equal(2, manifest.Ratings.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_rating_that_comes_while_the_set_is_being_frozen_is_in_the_manifest_or_refused()
    {
        await _stores.QueueRoundAsync("r1", 3, new RatingPlan { Share = 0.5 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        await host.RateAsync("r1-training-000", anna, "k0");
        HttpResponseMessage? late = null;
        // Bert's request has seen the set open; he comes to store when the manifest of the others is about to be
        // written.
        _stores.Documents.BeforeReplace = (name, body) =>
        {
            if (name != "rating-sets" || (string)body["state"]! != "Frozen" || late is not null) return;
            late = new HttpResponseMessage();
            InsertAsBert();
        };

        await host.RateAsync("r1-training-001", anna, "k1");
        late = await host.RateAsync("r1-training-002", bert, "k2");

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var bertsRating = (await _stores.AllAsync("ratings")).Single(d => (string)d.Body["rater"]! == "bert");
        Assert.True((bool)bertsRating.Body["late"]!);
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.DoesNotContain(manifest.Ratings, r => r.Rater == "bert");
    }

    private void InsertAsBert()
    {
        var template = _stores.AllAsync("ratings").Result[0].Body;
        var body = template.DeepClone().AsObject();
        (
            body["imageId"],
            body["itemId"],
            body["rater"],
            body["idempotencyKey"],
            body["announced"]) = ("r1-training-002", PublicIds.In("r1-training-002"), "bert", "k2", false);
        body["requestHash"] = Fingerprint.Of(
            System.Text.Encoding.UTF8.GetBytes(
                PublicIds.In("""{"imageId":"r1-training-002","verdict":"plausible","faults":[],"remark":null}""")));
        var id = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData("rating\nr1-training-002\nbert"u8).AsSpan(0, 16));
        Assert.True(_stores.Documents.InsertAsync("ratings", id, body).Result);
    }

    private static async Task RateBothAsync(FeedbackHost host)
    {
        var key = await host.RegisterAsync("anna");
        foreach (var image in new[] { "r1-training-000", "r1-training-001" })
            Assert.Equal(HttpStatusCode.Created, (await host.RateAsync(image, key, image)).StatusCode);
    }

    private string State() => (string)_stores.AllAsync("rating-sets").Result.Single().Body["state"]!;

    private bool Announced(string collection) =>
        _stores.AllAsync(collection).Result.All(d => (bool)d.Body["announced"]!);

    private static void Throw(bool now)
    {
        if (now) throw new IOException("killed");
    }
}
