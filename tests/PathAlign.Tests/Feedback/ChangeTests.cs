using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Storage.Objects;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// A rater may change their mind until the set is frozen. Nothing is overwritten: a change is a rating of its own.
/// </summary>
public sealed class ChangeTests
{
    private const string First = "r1-training-000", Second = "r1-training-001";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task The_latest_revision_is_in_the_frozen_set_and_the_earlier_ones_are_kept()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        await host.RateAsync(First, key, "k0");
        Assert.Equal(
            HttpStatusCode.Created,
            (await host.RateAsync(First, key, "k1", "rather-implausible", ["chromatin"], revision: 1)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Created, (await host.RateAsync(First, key, "k2", "implausible", revision: 2)).StatusCode);
        Assert.Empty(host.Quorums);   // changes are no ratings of another image
        await host.RateAsync(Second, key, "k3", "rather-plausible");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.Equal([0, 0.75], manifest.Ratings.Select(r => r.Plausibility));
        Assert.Equal(
            ["plausible", "rather-implausible", "implausible", "rather-plausible"],
            (await _stores.AllAsync("ratings")).OrderBy(d => (string)d.Body["idempotencyKey"]!)
                .Select(d => (string)d.Body["verdict"]!));
    }

    [Fact]
    public async Task A_change_that_is_sent_twice_is_stored_once()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        await host.RateAsync(First, key, "k0");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => host.RateAsync(First, key, "k1", "unsure", revision: 1)));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(2, (await _stores.AllAsync("ratings")).Count);
    }

    [Fact]
    public async Task A_rating_that_its_own_repeat_overtakes_is_answered_as_a_repeat()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        HttpStatusCode? overtaking = null;
        _stores.Documents.BeforeGet = async collection =>
        {
            if (collection != "rating-sets") return;   // what a request looks at first
            _stores.Documents.BeforeGet = null;
            overtaking = (await host.RateAsync(First, key, "k0")).StatusCode;
        };

        var answer = await host.RateAsync(First, key, "k0");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (overtaking, answer.StatusCode));
        Assert.Single(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task A_change_of_nothing_a_change_of_the_same_again_and_a_change_by_another_are_refused()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));

        await ExpectProblem.Async(409, "nothing-to-change", host.RateAsync(First, anna, "k0", revision: 1));
        await host.RateAsync(First, anna, "k1");
        await host.RateAsync(First, anna, "k2", revision: 1);
        await ExpectProblem.Async(409, "already-rated", host.RateAsync(First, anna, "k3", "unsure", revision: 1));
        await ExpectProblem.Async(409, "nothing-to-change", host.RateAsync(First, anna, "k4", revision: 3));
        await ExpectProblem.Async(409, "nothing-to-change", host.RateAsync(First, bert, "k5", revision: 2));
        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync(First, anna, "k6", revision: 21));
        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync(First, anna, "k7", revision: -1));
    }

    [Fact]
    public async Task The_last_rating_may_be_changed_while_the_set_waits_and_not_after()
    {
        await _stores.QueueRoundAsync("r1", 1);
        var clock = new TestClock();
        using var running = clock.Run();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: [("UndoSeconds", "60"), ("Outbox:IntervalSeconds", "1")]);
        var key = await host.RegisterAsync("anna");

        await host.RateAsync(First, key, "k0");
        Assert.Empty(host.Quorums);
        Assert.Equal(
            HttpStatusCode.Created, (await host.RateAsync(First, key, "k1", "implausible", revision: 1)).StatusCode);
        clock.Advance(TimeSpan.FromSeconds(61));

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum, with no further request");
        Assert.Equal(
            0,
            (
                await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey)).Ratings
                    .Single().Plausibility);
        await ExpectProblem.Async(409, "set-frozen", host.RateAsync(First, key, "k2", revision: 2));
    }

    [Fact]
    public async Task Two_clicks_at_once_on_one_item_are_one_rating()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => host.RateAsync(First, key, $"k{i}", i == 0 ? "unsure" : "plausible")));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task A_verdict_on_what_was_shown_for_too_short_a_time_is_refused_and_can_be_given_again()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("MinLookMs", "250"));
        var key = await host.RegisterAsync("anna");
        Task<HttpResponseMessage> RateAsync(int lookedMs) => host.PostAsync(
            $$"""{"imageId":"{{First}}","verdict":"plausible","lookedMs":{{lookedMs}}}""", key, $"k{lookedMs}");

        await ExpectProblem.Async(400, "invalid-rating", RateAsync(249));
        Assert.Equal(HttpStatusCode.Created, (await RateAsync(250)).StatusCode);

        var setId = (await _stores.AllAsync("set-secrets")).Single().Body["shownAs"];
        var study = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/study/{setId}", key)).Content.ReadAsStringAsync())!;
        Assert.Equal((250, 1440), ((int)study["minLookMs"]!, (int)study["changeMinutes"]!));
    }

    [Fact]
    public async Task A_rating_may_be_changed_within_the_studys_window_counted_from_the_first()
    {
        await _stores.QueueRoundAsync("r1", 2, new RatingPlan { ChangeMinutes = 60 });
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(_stores, 0, clock);
        var key = await host.RegisterAsync("anna");
        await host.RateAsync(First, key, "k0");

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(
            HttpStatusCode.Created, (await host.RateAsync(First, key, "k1", "unsure", revision: 1)).StatusCode);
        clock.Advance(TimeSpan.FromMinutes(2));

        await ExpectProblem.Async(
            409, "too-late-to-change", host.RateAsync(First, key, "k2", "implausible", revision: 2));
        // a repeat of what was stored in time is no change
        Assert.Equal(HttpStatusCode.OK, (await host.RateAsync(First, key, "k1", "unsure", revision: 1)).StatusCode);
        Assert.Equal(2, (await _stores.AllAsync("ratings")).Count);
    }

    [Fact]
    public async Task A_study_without_changes_takes_none()
    {
        await _stores.QueueRoundAsync("r1", 2, new RatingPlan { ChangeMinutes = 0 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        await host.RateAsync(First, key, "k0");

        await ExpectProblem.Async(409, "too-late-to-change", host.RateAsync(First, key, "k1", "unsure", revision: 1));
    }

    [Fact]
    public async Task Operators_read_who_changed_what_when_from_what_to_what()
    {
        await _stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, olga) = (
            await host.RegisterAsync("anna"),
            await host.RegisterAsync("olga", PathAlign.Web.Access.RaterRole.Operator));
        await host.RateAsync(First, anna, "k0", remark: "fine");
        await host.RateAsync(Second, anna, "k1");
        await host.RateAsync(First, anna, "k2", "unsure", revision: 1);
        await host.RateAsync(First, anna, "k3", "implausible", ["chromatin"], "too dark", revision: 2);

        var page = await ChangesAsync("?count=1");
        var rest = await ChangesAsync($"?count=9&after={page["next"]}");

        JsonNode[] changes = [page["changes"]!.AsArray().Single()!, rest["changes"]!.AsArray().Single()!];
        Assert.Equal(
            ["anna study r1-training-000 2: unsure [] → implausible [\"chromatin\"] too dark",
                "anna study r1-training-000 1: plausible [] fine → unsure []"],
            changes.Select(c => $"{c["rater"]} {c["role"]} {c["imageId"]} {c["revision"]}: " +
                $"{Said(c["from"]!)} → {Said(c["to"]!)}"));
        Assert.True((DateTimeOffset)changes[0]["to"]!["ratedAt"]! >= (DateTimeOffset)changes[0]["from"]!["ratedAt"]!);
        await ExpectProblem.Async(404, "unknown-round", host.GetAsync("/api/v1/rounds/r2/changes", olga));

        static string Said(JsonNode given) =>
            $"{given["verdict"]} {given["faults"]!.ToJsonString()} {given["remark"]}".Trim();

        async Task<JsonNode> ChangesAsync(string query) =>
            JsonNode.Parse(
                await (await host.GetAsync($"/api/v1/rounds/r1/changes{query}", olga)).Content.ReadAsStringAsync())!;
    }

    [Fact]
    public async Task A_change_that_was_stored_but_not_published_counts_after_a_crash()
    {
        await _stores.QueueRoundAsync("r1", 2);
        string key;
        await using (var first = await FeedbackHost.StartAsync(_stores, brokerDown: true))
        {
            key = await first.RegisterAsync("anna");
            await first.RateAsync(First, key, "k0");
            await first.RateAsync(First, key, "k1", "implausible", revision: 1);
        }

        await using var second = await FeedbackHost.StartAsync(_stores);
        await second.RateAsync(Second, key, "k2");

        await Eventually.TrueAsync(() => second.Quorums.Count == 1 && second.Received.Count == 3, "quorum and events");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(second.Quorums.Single().RatingsKey);
        Assert.Equal([0, 1], manifest.Ratings.Select(r => r.Plausibility));
        // taken, and superseded
        Assert.Equal(HttpStatusCode.OK, (await second.RateAsync(First, key, "k0")).StatusCode);
    }

    [Fact]
    public async Task A_scale_of_three_steps_knows_no_steps_between()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("ScaleSteps", "3"));
        var key = await host.RegisterAsync("anna");

        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync(First, key, "k0", "rather-plausible"));
        Assert.Equal(
            "unsure",
            (string)JsonNode.Parse(
                await (await host.RateAsync(First, key, "k1", "unsure")).Content.ReadAsStringAsync())!["verdict"]!);
    }

    [Fact]
    public async Task Progress_counts_the_callers_own_items_not_changes()
    {
        var input = await _stores.QueueRoundAsync("r1", 3, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, olga) = (
            await host.RegisterAsync("anna"),
            await host.RegisterAsync("olga", PathAlign.Web.Access.RaterRole.Operator));
        await host.RateAsync(First, anna, "k0");
        await host.RateAsync(First, anna, "k1", "unsure", revision: 1);

        var set = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/sets/{input.RoundId}", olga))
                .Content.ReadAsStringAsync())!["sets"]![0]!;
        var progress = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/study/{set["setId"]}/progress", anna)).Content.ReadAsStringAsync())!;

        Assert.Equal((1, 0), ((int)set["ratings"]!, (int)set["rated"]!));
        Assert.Equal((1, 2), ((int)progress["rated"]!, (int)progress["left"]!));
    }
}
