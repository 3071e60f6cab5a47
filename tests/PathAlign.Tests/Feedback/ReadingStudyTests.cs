using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Queueing;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// Hidden repeats and controls: at their rates, not to be told apart by a rater, and never in the frozen set.
/// </summary>
public sealed class ReadingStudyTests
{
    private const int Images = 200;
    private static readonly RatingPlan Plan = new() { RepeatShare = 0.15, ControlShare = 0.1, ExamplesPerClass = 2 };
    private readonly FeedbackStores _stores = new();

    [Fact]
    [Slow]
    public async Task Repeats_and_controls_come_at_their_rates_and_are_not_in_the_frozen_set()
    {
        await using var host = await StartAsync();
        var key = await host.RegisterAsync("anna");

        var read = await ReadAllAsync(host, key, _ => "plausible");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.Equal(Images, manifest.Ratings.Count);
        Assert.All(manifest.Ratings, r => Assert.StartsWith("r1-training-", r.ImageId));
        var roles = (await PresentationsAsync()).GroupBy(p => (string)p["role"]!)
            .ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(Images, roles["Study"]);
        Assert.InRange(roles["Repeat"] / (double)read.Count, 0.08, 0.22);
        Assert.InRange(roles["Control"] / (double)read.Count, 0.04, 0.16);
        // no event of what only measures the rater
        await Eventually.TrueAsync(() => host.Received.Count >= Images, "the events");
        Assert.Equal(Images, host.Received.Count);
        Assert.Equal(
            (roles["Repeat"], roles["Control"]),
            (manifest.Checks!.Count(c => c.RepeatOf is not null), manifest.Checks!.Count(c => c.Truth is not null)));
        Assert.All(manifest.Checks!, c => Assert.Equal(("anna", 1.0), (c.Rater, c.Plausibility)));
    }

    [Fact]
    [Slow]
    public async Task A_repeat_comes_after_its_image_was_rated_and_at_a_distance()
    {
        await using var host = await StartAsync();
        await ReadAllAsync(host, await host.RegisterAsync("anna"), _ => "plausible");

        var presentations = await PresentationsAsync();
        var places = presentations.ToDictionary(p => (string)p["imageId"]!, p => (int)p["place"]!);
        var repeats = presentations.Where(p => (string)p["role"]! == "Repeat").ToList();

        Assert.NotEmpty(repeats);
        Assert.All(repeats, r => Assert.InRange((int)r["place"]! - places[(string)r["repeatOf"]!], 10, int.MaxValue));
        Assert.Equal(Enumerable.Range(1, presentations.Count), presentations.Select(p => (int)p["place"]!).Order());
    }

    [Fact]
    public async Task Nothing_that_a_rater_sees_tells_hidden_items_from_the_others()
    {
        await using var host = await StartAsync();
        var key = await host.RegisterAsync("anna");

        var read = await ReadAllAsync(host, key, _ => "plausible");

        Assert.All(read, item => Assert.Matches("^[0-9a-f]{32}$", item.Id));
        Assert.Equal(read.Count, read.Select(i => i.Id).Distinct().Count());
        var answer = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/ratings/{RatingIdOfControl()}", key)).Content.ReadAsStringAsync())!
                .AsObject();
        Assert.Equal(
            ["faults", "id", "imageId", "ratedAt", "remark", "revision", "verdict"], answer.Select(p => p.Key).Order());
        Assert.Contains((string)answer["imageId"]!, read.Select(i => i.Id));
    }

    [Fact]
    [Slow]
    public async Task The_same_round_and_rater_have_the_same_order()
    {
        var orders = new List<string[]>();
        for (var run = 0; run < 2; run++)
        {
            var stores = new FeedbackStores();
            await stores.QueueRoundAsync("r1", 60, Plan);
            await using var host = await FeedbackHost.StartAsync(stores);
            await ReadAllAsync(host, await host.RegisterAsync("anna"), _ => "plausible");
            orders.Add(
                [
                    .. (
                        await stores.Documents.QueryAsync(
                            "presentations", new DocumentQuery([], "place", PageSize: 1000)))
                        .Documents.Select(d => (string)d.Body["imageId"]!)
                ]);
        }

        Assert.Equal(orders[0], orders[1]);
    }

    [Fact]
    [Slow]
    public async Task Instructions_show_real_tiles_of_each_class()
    {
        await using var host = await StartAsync();
        var key = await host.RegisterAsync("anna");
        var page = await (await host.GetAsync("/api/v1/queue/next", key)).Content.ReadFromJsonAsync<QueuePage>();

        var study = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/study/{page!.SetId}", key)).Content.ReadAsStringAsync())!;

        Assert.Equal(5, study["scale"]!.AsArray().Count);
        Assert.Equal(9, study["classes"]!.AsArray().Count);
        foreach (var tissue in study["classes"]!.AsArray())
        {
            Assert.Equal(2, tissue!["examples"]!.AsArray().Count);
            Assert.Equal(
                "image/png",
                (await host.GetAsync((string)tissue["examples"]![0]!, key)).Content.Headers.ContentType!.MediaType);
        }
        await ExpectProblem.Async(404, "unknown-image", host.GetAsync($"/api/v1/study/{page.SetId}/examples/18", key));
        await ExpectProblem.Async(404, "unknown-image", host.GetAsync($"/api/v1/study/{page.SetId}/examples/-1", key));
        await ExpectProblem.Async(404, "unknown-set", host.GetAsync("/api/v1/study/no-such-set", key));
        await ExpectProblem.Async(404, "unknown-set", host.GetAsync("/api/v1/study/..%2Fraters", key));
    }

    [Fact]
    [Slow]
    public async Task An_item_of_one_rater_is_nothing_to_another()
    {
        await using var host = await StartAsync();
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var page = await (await host.GetAsync("/api/v1/queue/next", anna)).Content.ReadFromJsonAsync<QueuePage>();

        await ExpectProblem.Async(404, "unknown-image", host.GetAsync(page!.Images[0].ContentUrl, bert));
        await ExpectProblem.Async(404, "unknown-image", host.RateAsync(page.Images[0].Id, bert, "k1"));
    }

    [Fact]
    [Slow]
    public async Task What_ratings_are_worth_is_shown_to_reviewers()
    {
        await using var host = await StartAsync();
        var reviewer = await host.RegisterAsync("rita", RaterRole.Reviewer);
        var n = 0;
        await ReadAllAsync(host, await host.RegisterAsync("anna"), _ => n++ % 3 == 0 ? "implausible" : "plausible");

        var report = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/agreement?round=r1", reviewer)).Content.ReadAsStringAsync())!;

        var anna = report["raters"]!.AsArray().Single()!;
        Assert.Equal((Images, Images), ((int)report["ratings"]!, (int)anna["ratings"]!));
        Assert.True((int)anna["repeats"]!["pairs"]! > 0);
        Assert.InRange((double)anna["controls"]!["right"]!["value"]!, 0.2, 0.8);
        Assert.Equal(9, report["classes"]!.AsArray().Count);
        Assert.Null(report["alphaOrdinal"]);   // one rater agrees with nobody
        var weight = report["weights"]!.AsArray().Single()!;
        Assert.Equal(("anna", 1.0), ((string)weight["rater"]!, (double)weight["weight"]!));
        Assert.Equal(
            2 * (int)anna["repeats"]!["pairs"]! + (int)anna["controls"]!["right"]!["count"]!, (int)weight["count"]!);
        await ExpectProblem.Async(404, "unknown-round", host.GetAsync("/api/v1/agreement?round=r9", reviewer));
        await ExpectProblem.Async(400, "invalid-query", host.GetAsync("/api/v1/agreement?kind=both", reviewer));
        Assert.Equal(
            0,
            (int)JsonNode.Parse(
                await (await host.GetAsync("/api/v1/agreement?kind=simulated", reviewer))
                    .Content.ReadAsStringAsync())!["ratings"]!);
    }

    private async Task<FeedbackHost> StartAsync()
    {
        await _stores.QueueRoundAsync("r1", Images, Plan);
        return await FeedbackHost.StartAsync(_stores);
    }

    /// <summary>Reads the queue to its end, five at a time.</summary>
    private static async Task<List<QueueItem>> ReadAllAsync(
        FeedbackHost host, string key, Func<QueueItem, string> verdict)
    {
        var read = new List<QueueItem>();
        while (await host.GetAsync("/api/v1/queue/next?count=5", key) is { StatusCode: HttpStatusCode.OK } next)
        {
            foreach (var item in (await next.Content.ReadFromJsonAsync<QueuePage>())!.Images)
            {
                var answer = await host.RateAsync(item.Id, key, item.Id, verdict(item));
                // frozen with the last image of the study
                if (answer.StatusCode == HttpStatusCode.Conflict) return read;
                Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                read.Add(item);
            }
        }
        return read;
    }

    private async Task<List<JsonObject>> PresentationsAsync() =>
        [.. (await _stores.AllAsync("presentations")).Select(d => d.Body)];

    private string RatingIdOfControl() =>
        $"{_stores.AllAsync("ratings").Result.First(d => (string?)d.Body["role"] == "Control").Body["itemId"]}-0";
}
