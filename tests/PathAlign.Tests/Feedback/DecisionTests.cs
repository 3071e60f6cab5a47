using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Queueing;
using PathAlign.Imaging;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Images that raters disagree on wait for a reviewer, who is told nothing of what was said.</summary>
public sealed class DecisionTests
{
    private static readonly RatingPlan Plan = new() { RatersPerImage = 2, DisputeFrom = 0.5 };
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_set_waits_for_the_reviewer_and_is_frozen_with_the_decisions()
    {
        await using var host = await DisputedAsync();
        var (rita, olga) = (
            await host.RegisterAsync("rita", RaterRole.Reviewer), await host.RegisterAsync("olga", RaterRole.Operator));
        Assert.Equal(2, await DisputedCountAsync(host, olga));
        var page = await NextAsync(host, rita);

        Assert.Equal(
            HttpStatusCode.Created,
            (
                await host.RateAsync(
                    page.Images[0].Id,
                    rita,
                    "d0",
                    "rather-implausible",
                    ["chromatin"],
                    "too dark")).StatusCode);
        Assert.Equal((1, 0), (await DisputedCountAsync(host, olga), host.Quorums.Count));
        Assert.Equal(
            HttpStatusCode.Created, (await host.RateAsync(page.Images[1].Id, rita, "d1", "plausible")).StatusCode);

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.Equal((8, 8), (manifest.Ratings.Count, host.Quorums.Single().Count));
        Assert.Equal(["r1-training-000", "r1-training-001"], manifest.Decisions!.Select(d => d.ImageId));
        Assert.Equal(["", "chromatin"], manifest.Decisions!.Select(d => string.Join(' ', d.Faults)).Order());
        Assert.Equal([0.25, 1], manifest.Decisions!.Select(d => d.Plausibility).Order());
        Assert.All(manifest.Decisions!, d => Assert.Equal(("rita", false), (d.Rater, d.Simulated)));
        await Eventually.TrueAsync(() => host.Received.Count >= 8, "the events");
        Assert.Equal(8, host.Received.Count);   // a decision is no feedback of the round
        Assert.Equal(["rita image-decided", "rita image-decided"], await AuditAsync(host));
    }

    [Fact]
    public async Task A_reviewer_sees_the_picture_and_its_class_and_nothing_that_was_said()
    {
        await using var host = await DisputedAsync();
        var rita = await host.RegisterAsync("rita", RaterRole.Reviewer);

        var answer = await (await host.GetAsync("/api/v1/queue/next?count=9", rita)).Content.ReadAsStringAsync();
        var page = JsonNode.Parse(answer)!["images"]!.AsArray();
        var picture = await host.GetAsync((string)page[0]!["contentUrl"]!, rita);

        Assert.Equal(2, page.Count);
        Assert.All(
            page,
            item =>
                Assert.Equal(
                    ["classCode", "className", "contentUrl", "id", "rightContentUrl"],
                    item!.AsObject().Select(p => p.Key).Order()));
        Assert.All(page, item => Assert.Matches("^[0-9a-f]{32}$", (string)item!["id"]!));
        Assert.All(["anna", "bert", "r1-training", "plausible"], word => Assert.DoesNotContain(word, answer));
        Assert.Empty(Png.ReadText(await picture.Content.ReadAsByteArrayAsync(), "picture"));
        Assert.Equal(
            5,
            (
                JsonNode.Parse(
                    await (await host.GetAsync($"/api/v1/study/{JsonNode.Parse(answer)!["setId"]}", rita))
                        .Content.ReadAsStringAsync()))!["scale"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_reviewer_rates_nothing_else_and_raters_decide_nothing()
    {
        await using var host = await DisputedAsync();
        var (rita, carl) = (await host.RegisterAsync("rita", RaterRole.Reviewer), await host.RegisterAsync("carl"));
        var page = await NextAsync(host, rita);

        foreach (
            var (image, key) in new[]
            {
                ("r1-training-000", rita),
                ("r1-training-002", rita),
                (page.Images[0].Id, carl),
            })
        {
            await ExpectProblem.Async(404, "unknown-image", host.RateAsync(image, key, "k-x"));
            await ExpectProblem.Async(404, "unknown-image", host.GetAsync($"/api/v1/images/{image}/content", key));
        }
        Assert.Equal(8, (await _stores.AllAsync("ratings")).Count);
    }

    [Fact]
    public async Task A_decision_is_stored_once_changed_by_its_reviewer_alone_and_taken_from_nobody_else()
    {
        await using var host = await DisputedAsync();
        var (rita, rosa) = (
            await host.RegisterAsync("rita", RaterRole.Reviewer), await host.RegisterAsync("rosa", RaterRole.Reviewer));
        var (hers, others) = (await NextAsync(host, rita), await NextAsync(host, rosa));

        Assert.Equal(
            HttpStatusCode.Created, (await host.RateAsync(hers.Images[0].Id, rita, "d0", "implausible")).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK, (await host.RateAsync(hers.Images[0].Id, rita, "d0", "implausible")).StatusCode);
        await ExpectProblem.Async(409, "already-rated", host.RateAsync(hers.Images[0].Id, rita, "d1", "plausible"));
        await ExpectProblem.Async(409, "already-decided", host.RateAsync(others.Images[0].Id, rosa, "d2", "plausible"));
        Assert.Equal(
            HttpStatusCode.Created,
            (await host.RateAsync(hers.Images[0].Id, rita, "d3", "plausible", revision: 1)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Created, (await host.RateAsync(others.Images[1].Id, rosa, "d4", "implausible")).StatusCode);

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.Equal(
            [("rita", 1.0), ("rosa", 0.0)], manifest.Decisions!.Select(d => (d.Rater, d.Plausibility)).Order());
        Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", rita)).StatusCode);
    }

    [Fact]
    public async Task What_a_reviewer_puts_off_comes_last()
    {
        await using var host = await DisputedAsync();
        var rita = await host.RegisterAsync("rita", RaterRole.Reviewer);
        var before = await NextAsync(host, rita);
        var skip = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/queue/{before.Images[0].Id}/skip");
        skip.Headers.Authorization = new("Bearer", rita);

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(skip)).StatusCode);

        Assert.Equal(before.Images.Select(i => i.Id).Reverse(), (await NextAsync(host, rita)).Images.Select(i => i.Id));
    }

    [Fact]
    public async Task Raters_who_come_to_agree_need_no_reviewer()
    {
        await using var host = await DisputedAsync();
        var bert = await host.RegisterAsync("bert");

        for (var image = 0; image < 2; image++)
            await host.RateAsync($"r1-training-{image:000}", bert, $"again-{image}", "plausible", revision: 1);

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        Assert.Null((await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey)).Decisions);
    }

    [Fact]
    public async Task A_crash_after_the_last_decision_was_stored_costs_neither_the_audit_entry_nor_the_freeze()
    {
        _stores.Documents.BeforeInsert = (name, body) =>
        {
            if (name == "audit-log" && (string)body["what"]! == "image-decided")
                throw new IOException("the disk is away");
        };
        await using (var first = await DisputedAsync())
        {
            var rita = await first.RegisterAsync("rita", RaterRole.Reviewer);
            foreach (var (place, item) in (await NextAsync(first, rita)).Images.Index())
                Assert.Equal(
                    HttpStatusCode.Created, (await first.RateAsync(item.Id, rita, $"d{place}", "unsure")).StatusCode);
            Assert.Empty(await AuditAsync(first));
        }
        _stores.Documents.BeforeInsert = null;

        await using var second = await FeedbackHost.StartAsync(_stores);

        await Eventually.TrueAsync(() => second.Quorums.Count == 1, "the quorum");
        await Eventually.TrueAsync(async () => (await AuditAsync(second)).Count == 2, "both audit entries");
    }

    [Fact]
    public async Task Exports_carry_decisions_and_an_import_of_them_freezes_the_same_set()
    {
        await using var host = await DisputedAsync();
        var rita = await host.RegisterAsync("rita", RaterRole.Reviewer);
        foreach (var (place, item) in (await NextAsync(host, rita)).Images.Index())
            await host.RateAsync(item.Id, rita, $"d{place}", "implausible", ["artefact"]);
        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var lines = await (await host.GetAsync("/api/v1/sets/r1/ratings", rita)).Content.ReadAsStringAsync();
        Assert.Equal(2, lines.Split('\n').Count(l => l.Contains("\"role\":\"decision\"", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/v1/agreement?round=r1", rita)).StatusCode);

        var elsewhere = new FeedbackStores();
        await elsewhere.QueueRoundAsync("r1", 4, Plan);
        await using var there = await FeedbackHost.StartAsync(elsewhere, settings: ("Outbox:IntervalSeconds", "1"));
        var import = await there.PostAsync(
            lines,
            await there.RegisterAsync("olga", RaterRole.Operator),
            null,
            "application/jsonl",
            path: "/api/v1/sets/r1/ratings");

        Assert.Equal(HttpStatusCode.OK, import.StatusCode);
        await Eventually.TrueAsync(() => there.Quorums.Count == 1, "the quorum of the import");
        Assert.Equal(host.Quorums.Single().RatingsKey, there.Quorums.Single().RatingsKey);
    }

    [Fact]
    public async Task An_operator_sees_who_decided_and_that_it_counts()
    {
        await using var host = await DisputedAsync();
        var (rita, olga) = (
            await host.RegisterAsync("rita", RaterRole.Reviewer), await host.RegisterAsync("olga", RaterRole.Operator));
        var item = (await NextAsync(host, rita)).Images[0];
        await host.RateAsync(item.Id, rita, "d0", "implausible");

        var images = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/rounds/r1/images?verdict=implausible", olga))
                .Content.ReadAsStringAsync())!["images"]!.AsArray();

        var ratings = Assert.Single(images)!["ratings"]!.AsArray();
        Assert.Equal(
            [("anna", false), ("bert", false), ("rita", true)],
            ratings.Select(r => ((string)r!["rater"]!, (bool)r["decides"]!)));
    }

    /// <summary>
    /// Four images by two raters, who disagree on the first two and by less than it takes on the third.
    /// </summary>
    private async Task<FeedbackHost> DisputedAsync()
    {
        await _stores.QueueRoundAsync("r1", 4, Plan);
        var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        string[] said = ["implausible", "unsure", "rather-plausible", "plausible"];
        for (var image = 0; image < 4; image++)
        {
            await host.RateAsync($"r1-training-{image:000}", anna, $"k{image}");
            await host.RateAsync($"r1-training-{image:000}", bert, $"k{image}", said[image]);
        }
        await Eventually.TrueAsync(() => host.Received.Count == 8, "all ratings");
        Assert.Empty(host.Quorums);
        return host;
    }

    private static async Task<QueuePage> NextAsync(FeedbackHost host, string key) =>
        (await (await host.GetAsync("/api/v1/queue/next?count=9", key)).Content.ReadFromJsonAsync<QueuePage>())!;

    private static async Task<int> DisputedCountAsync(FeedbackHost host, string key) =>
        (int)JsonNode.Parse(
            await (await host.GetAsync("/api/v1/sets/r1", key)).Content.ReadAsStringAsync())!["sets"]![0]!["disputed"]!;

    private async Task<IReadOnlyList<string>> AuditAsync(FeedbackHost host)
    {
        Assert.Null((await host.Services.GetRequiredService<AuditLog>().VerifyAsync()).Fault);
        return
        [
            .. (await _stores.AllAsync("audit-log")).Select(d => $"{d.Body["who"]} {d.Body["what"]}")
                .Where(e => e.EndsWith("image-decided", StringComparison.Ordinal))
        ];
    }
}
