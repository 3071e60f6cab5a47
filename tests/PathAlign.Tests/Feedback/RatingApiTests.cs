using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class RatingApiTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_rating_is_stored_once_and_announced_once()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var first = await host.RateAsync(
            "r1-training-000",
            key,
            "k1",
            "implausible",
            ["nuclear-size", "artefact"],
            "too large");
        var again = await host.RateAsync(
            "r1-training-000",
            key,
            "k1",
            "implausible",
            ["artefact", "nuclear-size"],
            "too large");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        var body = await first.Content.ReadAsStringAsync();
        Assert.Equal(body, await again.Content.ReadAsStringAsync());
        Assert.Equal("""["artefact","nuclear-size"]""", JsonNode.Parse(body)!["faults"]!.ToJsonString());
        Assert.Equal(
            body, await (await host.GetAsync(first.Headers.Location!.ToString(), key)).Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => host.Received.Count == 1, "the event");
        Assert.Equal(
            ("anna", "r1-training-000", false),
            (
                host.Received.Single().Event.Rater,
                host.Received.Single().Event.ImageId,
                host.Received.Single().Event.Simulated));
    }

    [Fact]
    public async Task The_same_request_sent_many_times_at_once_stores_one_rating()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => host.RateAsync("r1-training-000", key, "k1")));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Single(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task One_image_rated_under_many_keys_at_once_stores_one_rating()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => host.RateAsync("r1-training-000", key, $"k{i}")));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task What_cannot_be_rated_is_answered_with_its_problem()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        await host.RateAsync("r1-training-000", key, "k1");

        await ExpectProblem.Async(
            409, "idempotency-key-reused", host.RateAsync("r1-training-000", key, "k1", "implausible"));
        await ExpectProblem.Async(409, "idempotency-key-reused", host.RateAsync("r1-training-001", key, "k1"));
        await ExpectProblem.Async(409, "idempotency-key-reused", host.RateAsync("r1-training-999", key, "k1"));
        await ExpectProblem.Async(409, "already-rated", host.RateAsync("r1-training-000", key, "k2"));
        await ExpectProblem.Async(404, "unknown-image", host.RateAsync("r1-training-999", key, "k3"));
        await ExpectProblem.Async(404, "unknown-image", host.RateAsync("../../etc/passwd", key, "k3"));
        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync("r1-training-001", key, "k3", "maybe"));
        await ExpectProblem.Async(
            400, "invalid-rating", host.RateAsync("r1-training-001", key, "k3", faults: ["colour"]));
        await ExpectProblem.Async(
            400, "invalid-rating", host.RateAsync("r1-training-001", key, "k3", remark: new string('x', 2001)));
        await ExpectProblem.Async(400, "invalid-idempotency-key", host.RateAsync("r1-training-001", key, "not a key"));
        await ExpectProblem.Async(400, "invalid-idempotency-key", host.PostAsync("{}", key, null));
        await ExpectProblem.Async(415, "unsupported-media-type", host.PostAsync("{}", key, "k3", "text/plain"));
        Assert.Single(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task A_rating_of_another_rater_is_not_there()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var rated = await host.RateAsync("r1-training-000", anna, "k1");

        await ExpectProblem.Async(404, "unknown-rating", host.GetAsync(rated.Headers.Location!.ToString(), bert));
        Assert.Equal(HttpStatusCode.Created, (await host.RateAsync("r1-training-001", bert, "k1")).StatusCode);
    }

    [Fact]
    public async Task A_frozen_set_takes_and_shows_nothing_more()
    {
        await _stores.QueueRoundAsync("r1", 4, new RatingPlan { Share = 0.5 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (key, watcher) = (await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));

        await host.RateAsync("r1-training-000", key, "k0");
        await host.RateAsync("r1-training-001", key, "k1", "unsure");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        await ExpectProblem.Async(409, "set-frozen", host.RateAsync("r1-training-002", key, "k2"));
        await ExpectProblem.Async(409, "already-rated", host.RateAsync("r1-training-001", key, "k2"));
        await ExpectProblem.Async(409, "idempotency-key-reused", host.RateAsync("r1-training-002", key, "k1"));
        await ExpectProblem.Async(409, "set-frozen", host.GetAsync("/api/v1/images/r1-training-002/content", key));
        Assert.Equal(HttpStatusCode.OK, (await host.RateAsync("r1-training-001", key, "k1", "unsure")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", key)).StatusCode);
        var set = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/sets/r1", watcher)).Content.ReadAsStringAsync())!["sets"]![0]!;
        Assert.Equal(
            ("frozen", "training", 4, 2, 2, 2),
            (
                (string)set["state"]!,
                (string)set["purpose"]!,
                (int)set["images"]!,
                (int)set["wanted"]!,
                (int)set["rated"]!,
                (int)set["ratings"]!));
        Assert.Equal(host.Quorums.Single().RatingsKey, (string)set["ratingsKey"]!);
        await ExpectProblem.Async(404, "unknown-round", host.GetAsync("/api/v1/sets/r2", watcher));
        await ExpectProblem.Async(404, "unknown-round", host.GetAsync("/api/v1/sets/..%2Fr1", watcher));
    }
}
