using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Queueing;
using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class RatingApiTests
{
    private readonly FeedbackStores stores = new();

    [Fact]
    public async Task A_rating_is_stored_once_and_announced_once()
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");

        var first = await host.RateAsync("r1-training-000", key, "k1", "implausible", ["nuclear-size", "artefact"], "too large");
        var again = await host.RateAsync("r1-training-000", key, "k1", "implausible", ["artefact", "nuclear-size"], "too large");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        var body = await first.Content.ReadAsStringAsync();
        Assert.Equal(body, await again.Content.ReadAsStringAsync());
        Assert.Equal("""["artefact","nuclear-size"]""", JsonNode.Parse(body)!["faults"]!.ToJsonString());
        Assert.Equal(body, await (await host.GetAsync(first.Headers.Location!.ToString(), key)).Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(() => host.Received.Count == 1, "the event");
        Assert.Equal(("anna", "r1-training-000", false), (host.Received.Single().Event.Rater, host.Received.Single().Event.ImageId, host.Received.Single().Event.Simulated));
    }

    [Fact]
    public async Task The_same_request_sent_many_times_at_once_stores_one_rating()
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.RateAsync("r1-training-000", key, "k1")));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Single(await stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task One_image_rated_under_many_keys_at_once_stores_one_rating()
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => host.RateAsync("r1-training-000", key, $"k{i}")));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task What_cannot_be_rated_is_answered_with_its_problem()
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");
        await host.RateAsync("r1-training-000", key, "k1");

        await ProblemAsync(409, "idempotency-key-reused", host.RateAsync("r1-training-000", key, "k1", "implausible"));
        await ProblemAsync(409, "idempotency-key-reused", host.RateAsync("r1-training-001", key, "k1"));
        await ProblemAsync(409, "already-rated", host.RateAsync("r1-training-000", key, "k2"));
        await ProblemAsync(404, "unknown-image", host.RateAsync("r1-training-999", key, "k3"));
        await ProblemAsync(404, "unknown-image", host.RateAsync("../../etc/passwd", key, "k3"));
        await ProblemAsync(400, "invalid-rating", host.RateAsync("r1-training-001", key, "k3", "maybe"));
        await ProblemAsync(400, "invalid-rating", host.RateAsync("r1-training-001", key, "k3", faults: ["colour"]));
        await ProblemAsync(400, "invalid-rating", host.RateAsync("r1-training-001", key, "k3", remark: new string('x', 2001)));
        await ProblemAsync(400, "invalid-idempotency-key", host.RateAsync("r1-training-001", key, "not a key"));
        await ProblemAsync(400, "invalid-idempotency-key", host.PostAsync("{}", key, null));
        await ProblemAsync(415, "unsupported-media-type", host.PostAsync("{}", key, "k3", "text/plain"));
        Assert.Single(await stores.AllAsync("ratings"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("anna.wrong")]
    [InlineData("nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../anna.x")]
    public async Task Without_a_registered_key_nothing_is_shown(string? key)
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        await host.RegisterAsync("anna");

        await ProblemAsync(401, "unauthenticated", host.GetAsync("/api/v1/queue/next", key));
        await ProblemAsync(401, "unauthenticated", host.GetAsync("/api/v1/images/r1-training-000/content", key));
        await ProblemAsync(401, "unauthenticated", host.GetAsync("/api/v1/sets/r1", key));
        await ProblemAsync(401, "unauthenticated", host.RateAsync("r1-training-000", key, "k1"));
    }

    [Fact]
    public async Task Each_role_sees_its_own_part()
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var (rater, watcher) = (await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));

        await ProblemAsync(403, "forbidden", host.GetAsync("/api/v1/sets/r1", rater));
        await ProblemAsync(403, "forbidden", host.GetAsync("/api/v1/queue/next", watcher));
        await ProblemAsync(403, "forbidden", host.GetAsync("/api/v1/images/r1-training-000/content", watcher));
        await ProblemAsync(403, "forbidden", host.RateAsync("r1-training-000", watcher, "k1"));
    }

    [Fact]
    public async Task A_rating_of_another_rater_is_not_there()
    {
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var rated = await host.RateAsync("r1-training-000", anna, "k1");

        await ProblemAsync(404, "unknown-rating", host.GetAsync(rated.Headers.Location!.ToString(), bert));
        Assert.Equal(HttpStatusCode.Created, (await host.RateAsync("r1-training-001", bert, "k1")).StatusCode);
    }

    [Fact]
    public async Task A_new_key_ends_the_old_one()
    {
        await using var host = await FeedbackHost.StartAsync(stores);
        var old = await host.RegisterAsync("anna");

        var key = await host.RegisterAsync("anna");

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/api/v1/queue/next", old)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", key)).StatusCode);
        await Assert.ThrowsAsync<ArgumentException>(() => host.RegisterAsync("anna", RaterRole.Operator));
        Assert.DoesNotContain(key, (await stores.AllAsync("raters")).Single().Body.ToJsonString());
    }

    [Fact]
    public async Task The_queue_hands_each_rater_what_is_left_in_an_order_of_their_own()
    {
        await stores.QueueRoundAsync("r1", 40, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));

        var annas = await NextAsync(host, anna, "?purpose=training&count=100");
        var berts = await NextAsync(host, bert, "?count=100");
        await host.RateAsync(annas[0], anna, "k1");
        var rest = await NextAsync(host, anna, "?count=5");

        Assert.Equal(40, annas.Distinct().Count());
        Assert.Equal(annas.Order(), berts.Order());
        Assert.NotEqual(annas, berts);
        Assert.Equal(annas[1..6], rest);
        Assert.Equal(berts, await NextAsync(host, bert, "?count=100"));
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next?purpose=evaluation", anna)).StatusCode);
    }

    [Theory]
    [InlineData("?count=0")]
    [InlineData("?count=101")]
    [InlineData("?count=-1")]
    [InlineData("?count=x")]
    [InlineData("?count[$gt]=1&purpose=all")]
    [InlineData("?purpose=Training,Evaluation")]
    public async Task A_query_that_breaks_a_rule_is_refused(string query)
    {
        await using var host = await FeedbackHost.StartAsync(stores);

        await ProblemAsync(400, "invalid-query", host.GetAsync("/api/v1/queue/next" + query, await host.RegisterAsync("anna")));
    }

    [Fact]
    public async Task Raters_learn_nothing_of_how_an_image_was_made()
    {
        await stores.QueueAsync(await stores.GenerateAsync("r1", 2, purpose: Contracts.Events.ImagePurpose.Evaluation, change: e => e with { Id = $"i{e.Index}", Arm = e.Index == 0 ? "before" : "after" }));
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");

        var queue = JsonNode.Parse(await (await host.GetAsync("/api/v1/queue/next?count=2", key)).Content.ReadAsStringAsync())!;
        var item = queue["images"]![0]!.AsObject();
        var content = await host.GetAsync((string)item["contentUrl"]!, key);
        var png = await content.Content.ReadAsByteArrayAsync();

        Assert.Equal(["criteria", "images", "setId"], queue.AsObject().Select(p => p.Key).Order());
        Assert.Equal(["classCode", "className", "contentUrl", "id"], item.Select(p => p.Key).Order());
        Assert.Empty(Png.ReadText(png, "content"));
        Assert.Equal((byte)((string)item["id"]! == "i0" ? 0 : 1), Png.Decode(png, "content").Pixels[0]);
        Assert.Equal("nosniff", content.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("image/png", content.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, (await host.GetAsync((string)item["contentUrl"]!, key, content.Headers.ETag!.ToString())).StatusCode);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%00")]
    [InlineData("%7B%22$ne%22:1%7D")]
    public async Task Content_of_an_unknown_image_is_not_there(string id)
    {
        await stores.QueueRoundAsync("r1", 1);
        await using var host = await FeedbackHost.StartAsync(stores);

        var answer = await host.GetAsync($"/api/v1/images/{id}/content", await host.RegisterAsync("anna"));

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    [Fact]
    public async Task A_frozen_set_takes_and_shows_nothing_more()
    {
        await stores.QueueRoundAsync("r1", 4, new RatingPlan { Share = 0.5 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var (key, watcher) = (await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));

        await host.RateAsync("r1-training-000", key, "k0");
        await host.RateAsync("r1-training-001", key, "k1", "unsure");

        await Eventually.HoldsAsync(() => host.Quorums.Count == 1, "the quorum");
        await ProblemAsync(409, "set-frozen", host.RateAsync("r1-training-002", key, "k2"));
        await ProblemAsync(409, "set-frozen", host.GetAsync("/api/v1/images/r1-training-002/content", key));
        Assert.Equal(HttpStatusCode.OK, (await host.RateAsync("r1-training-001", key, "k1", "unsure")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", key)).StatusCode);
        var set = JsonNode.Parse(await (await host.GetAsync("/api/v1/sets/r1", watcher)).Content.ReadAsStringAsync())!["sets"]![0]!;
        Assert.Equal(("frozen", "training", 4, 2, 2, 2), ((string)set["state"]!, (string)set["purpose"]!, (int)set["images"]!, (int)set["wanted"]!, (int)set["rated"]!, (int)set["ratings"]!));
        Assert.Equal(host.Quorums.Single().RatingsKey, (string)set["ratingsKey"]!);
        await ProblemAsync(404, "unknown-round", host.GetAsync("/api/v1/sets/r2", watcher));
        await ProblemAsync(404, "unknown-round", host.GetAsync("/api/v1/sets/..%2Fr1", watcher));
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_to_wait()
    {
        await using var host = await FeedbackHost.StartAsync(stores, settings: ("RequestsPerMinute", "2"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        for (var i = 0; i < 2; i++) await host.GetAsync("/api/v1/queue/next", anna);

        var refused = await ProblemAsync(429, "too-many-requests", host.GetAsync("/api/v1/queue/next", anna));

        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", bert)).StatusCode);
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        await using var host = await FeedbackHost.StartAsync(stores);

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/live", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/ready", null)).StatusCode);
    }

    [Theory]
    [InlineData("RequestsPerMinute", "0", "RequestsPerMinute")]
    [InlineData("Criteria:0", "Bad Name", "Bad Name")]
    [InlineData("Nonsense", "1", "Nonsense")]
    public async Task An_impossible_setting_stops_the_process_with_its_name(string name, string value, string words)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => FeedbackHost.StartAsync(stores, settings: (name, value)));

        Assert.Contains(words, error.ToString());
    }

    private static async Task<string[]> NextAsync(FeedbackHost host, string key, string query) =>
        [.. (await (await host.GetAsync("/api/v1/queue/next" + query, key)).Content.ReadFromJsonAsync<QueuePage>())!.Images.Select(i => i.Id)];

    private static async Task<HttpResponseMessage> ProblemAsync(int status, string type, Task<HttpResponseMessage> sent)
    {
        var answer = await sent;
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"expected {status} {type}, got {(int)answer.StatusCode} {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"urn:pathalign:problem:{type}", (string)JsonNode.Parse(body)!["type"]!);
        return answer;
    }
}
