using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Feedback.Queueing;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Two images at a time: which one is the more plausible?</summary>
public sealed class SideBySideTests
{
    private const int Images = 90, Pairs = 45;
    private static readonly RatingPlan Plan = new() { SideBySide = true };
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Each_image_lies_beside_another_of_its_class_once()
    {
        var input = await _stores.QueueRoundAsync("r1", Images + 9, Plan);   // eleven of each class: one is left over
        await using var host = await FeedbackHost.StartAsync(_stores);
        var labels = (
            await _stores.Objects.GetJsonAsync<ImageManifest>(input.ImagesKey)).Images.ToDictionary(
                i => i.Id, i => i.Label);

        await ReadAsync(host, await host.RegisterAsync("anna"), (_, _) => "right");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.Equal((Pairs, Pairs), (manifest.Pairs!.Count, manifest.Ratings.Count));
        Assert.Equal(manifest.Pairs.Select(p => p.Id), manifest.Ratings.Select(r => r.ImageId));
        Assert.All(manifest.Pairs, pair => Assert.Equal(labels[pair.LeftId], labels[pair.RightId]));
        Assert.Equal(2 * Pairs, manifest.Pairs.SelectMany(p => new[] { p.LeftId, p.RightId }).Distinct().Count());
        Assert.All(manifest.Ratings, r => Assert.Equal(1, r.Plausibility));
        await Eventually.TrueAsync(() => host.Received.Count >= Pairs, "the events");
        Assert.Equal(Pairs, host.Received.Count);
        // chance says which one is on the left
        Assert.InRange(manifest.Pairs.Count(p => string.CompareOrdinal(p.LeftId, p.RightId) < 0), 12, 33);
    }

    [Fact]
    public async Task A_rater_is_shown_both_pictures_and_asked_which_one()
    {
        await _stores.QueueRoundAsync("r1", 18, Plan);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var page = (await NextAsync(host, key))!;
        var study = JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/study/{page.SetId}", key)).Content.ReadAsStringAsync())!;

        Assert.Empty(page.Criteria);
        Assert.True((bool)study["sideBySide"]!);
        Assert.Equal(
            ["left", "rather-left", "alike", "rather-right", "right"],
            study["scale"]!.AsArray().Select(s => (string)s!["verdict"]!));
        foreach (var item in page.Images)
        {
            var (left, right) = (
                await ShadeAsync(host, key, item.ContentUrl), await ShadeAsync(host, key, item.RightContentUrl!));
            Assert.NotEqual(left, right);
            Assert.Equal(
                (DatasetDescription.Colorectal.Find(item.ClassCode)!.Value, left % 9),
                (right % 9, DatasetDescription.Colorectal.Find(item.ClassCode)!.Value));
        }
        await ExpectProblem.Async(400, "invalid-query", host.GetAsync(page.Images[0].ContentUrl + "?side=above", key));
    }

    [Fact]
    public async Task What_is_said_of_an_image_is_refused_of_a_pair_and_the_other_way_round()
    {
        await _stores.QueueRoundAsync("r1", 18, Plan);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        var pair = (await NextAsync(host, key))!.Images[0].Id;
        // only now: of two sets of the same millisecond either may come first
        await _stores.QueueRoundAsync("r2", 18);

        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync(pair, key, "k1", "plausible"));
        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync(pair, key, "k1", "left", ["nuclear-size"]));
        await ExpectProblem.Async(400, "invalid-rating", host.RateAsync("r2-training-000", key, "k1", "left"));
        await ExpectProblem.Async(
            400, "invalid-query", host.GetAsync("/api/v1/images/r2-training-000/content?side=right", key));
        Assert.Empty(await _stores.AllAsync("ratings"));

        Assert.Equal(
            HttpStatusCode.Created,
            (await host.RateAsync(pair, key, "k1", "rather-left", remark: "a gland without lumen")).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK,
            (await host.RateAsync(pair, key, "k1", "rather-left", remark: "a gland without lumen")).StatusCode);
        Assert.Single(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task A_pair_comes_again_with_its_sides_changed_so_who_takes_a_side_does_not_agree_with_themselves()
    {
        var plan = Plan with { RepeatShare = 0.3, RatersPerImage = 2 };
        await _stores.QueueRoundAsync("r1", Images, plan);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var reviewer = await host.RegisterAsync("rita", RaterRole.Reviewer);

        await ReadAsync(host, await host.RegisterAsync("anna"), (left, right) => left > right ? "left" : "right");
        await ReadAsync(host, await host.RegisterAsync("bert"), (_, _) => "left");

        var report = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/agreement?round=r1&of=pairs", reviewer)).Content.ReadAsStringAsync())!;
        var same = report["raters"]!.AsArray().ToDictionary(r => (string)r!["name"]!, r => r!["repeats"]!["same"]!);
        Assert.All(same, s => Assert.InRange((int)s.Value["count"]!, 3, 40));
        Assert.Equal((1.0, 0.0), ((double)same["anna"]["value"]!, (double)same["bert"]["value"]!));
        Assert.Equal((Pairs, 2 * Pairs), ((int)report["images"]!, (int)report["ratings"]!));
        Assert.Empty(report["criteria"]!.AsArray());
        Assert.Equal(
            0,
            (int)JsonNode.Parse(
                await (await host.GetAsync("/api/v1/agreement?round=r1", reviewer))
                    .Content.ReadAsStringAsync())!["ratings"]!);
    }

    [Fact]
    [Slow]
    public async Task A_real_tile_of_the_class_beside_one_of_another_tells_who_knows_the_tissue()
    {
        await _stores.QueueRoundAsync("r1", Images, Plan with { ControlShare = 0.3 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        await ReadAsync(host, await host.RegisterAsync("anna"), (_, _) => "right");

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var checks = (await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey)).Checks!;
        var shown = (await _stores.AllAsync("presentations")).Where(p => (string)p.Body["role"]! == "Control").ToList();
        var study = (await _stores.AllAsync("reading-studies")).Single().Body["controls"]!.AsArray();

        Assert.Equal(shown.Count, checks.Count);
        // on the right at times, and at times on the left
        Assert.InRange(checks.Count(c => c.Truth == 1), 1, checks.Count - 1);
        Assert.All(checks, c => Assert.Equal(1, c.Plausibility));
        var validation = Phantom.Standard.Validation;
        var classes = new Dictionary<string, int>();
        for (var i = 0; i < validation.Count; i++)
            classes[await _stores.Objects.PutAsync("images", "png", Png.Encode(validation.Image(i)))] =
                validation.Labels[i];
        Assert.All(study, control =>
        {
            var (left, right, label) = (
                classes[(string)control!["key"]!], classes[(string)control["rightKey"]!], (int)control["label"]!);
            Assert.Equal((bool)control["plausible"]! ? right : left, label);
            Assert.NotEqual(left, right);
        });
    }

    [Fact]
    public async Task The_comparison_is_rated_one_image_at_a_time_all_the_same()
    {
        await _stores.QueueAsync(await _stores.GenerateAsync("r1", 18, Plan, ImagePurpose.Evaluation));
        await using var host = await FeedbackHost.StartAsync(_stores);

        var page = await NextAsync(host, await host.RegisterAsync("anna"), 50);

        Assert.Equal(18, page!.Images.Count);
        Assert.All(page.Images, item => Assert.Null(item.RightContentUrl));
    }

    [Fact]
    public async Task Images_of_which_no_two_are_of_a_class_are_refused()
    {
        var input = await _stores.GenerateAsync("r1", 9, Plan);

        var error = await Assert.ThrowsAsync<PermanentFailureException>(() => _stores.QueueAsync(input));

        Assert.Contains("expected two images of a class", error.Message);
    }

    [Fact]
    public async Task A_pair_that_raters_disagree_on_waits_for_a_reviewer_who_sees_both_sides()
    {
        await _stores.QueueRoundAsync("r1", 18, Plan with { RatersPerImage = 2, DisputeFrom = 1 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        await ReadAsync(host, await host.RegisterAsync("anna"), (left, _) => left < 9 ? "left" : "alike");
        await ReadAsync(host, await host.RegisterAsync("bert"), (left, _) => left < 9 ? "right" : "alike");
        var reviewer = await host.RegisterAsync("rita", RaterRole.Reviewer);
        Assert.Empty(host.Quorums);

        while (await NextAsync(host, reviewer, 20) is { } page)
        {
            foreach (var item in page.Images)
            {
                Assert.InRange(await ShadeAsync(host, reviewer, item.ContentUrl), 0, 8);
                Assert.InRange(await ShadeAsync(host, reviewer, item.RightContentUrl!), 9, 17);
                Assert.Equal(
                    HttpStatusCode.Created, (await host.RateAsync(item.Id, reviewer, item.Id, "right")).StatusCode);
            }
        }

        await Eventually.TrueAsync(() => host.Quorums.Count == 1, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        var disputed = manifest.Pairs!.Where(p => string.CompareOrdinal(p.LeftId, "r1-training-009") < 0)
            .Select(p => p.Id);
        Assert.Equal(disputed, manifest.Decisions!.Select(d => d.ImageId));
        Assert.All(manifest.Decisions!, d => Assert.Equal(1, d.Plausibility));
    }

    [Fact]
    public async Task An_operator_sees_of_each_image_what_it_lay_beside()
    {
        await _stores.QueueRoundAsync("r1", 18, Plan);
        await using var host = await FeedbackHost.StartAsync(_stores);
        await ReadAsync(host, await host.RegisterAsync("anna"), (_, _) => "left");
        var key = await host.RegisterAsync("olga", RaterRole.Operator);

        var images = await ImagesAsync("");
        var taken = await ImagesAsync("&verdict=plausible");

        Assert.Equal(18, images.Count);
        Assert.All(
            images,
            image =>
                Assert.Equal(
                    (string)image["id"]!,
                    (string)images.Single(other => (string)other["id"]! == (string)image["besideId"]!)["besideId"]!));
        Assert.Equal(9, taken.Count);
        Assert.All(taken, image => Assert.Equal("left", (string)image["side"]!));

        async Task<List<JsonNode>> ImagesAsync(string filter) =>
            [
                .. JsonNode.Parse(
                    await (await host.GetAsync($"/api/v1/rounds/r1/images?purpose=training&count=100{filter}", key))
                        .Content.ReadAsStringAsync())!["images"]!
                        .AsArray().Select(i => i!)
            ];
    }

    private static async Task<QueuePage?> NextAsync(FeedbackHost host, string key, int count = 5) =>
        await host.GetAsync($"/api/v1/queue/next?count={count}", key) is { StatusCode: HttpStatusCode.OK } answer
            ? await answer.Content.ReadFromJsonAsync<QueuePage>()
            : null;

    /// <summary>
    /// Reads the queue to its end; the verdict follows from the shades of both pictures, which are their numbers.
    /// </summary>
    private static async Task ReadAsync(FeedbackHost host, string key, Func<int, int, string> verdict)
    {
        while (await NextAsync(host, key) is { } page)
        {
            foreach (var item in page.Images)
            {
                var (left, right) = (
                    await ShadeAsync(host, key, item.ContentUrl), await ShadeAsync(host, key, item.RightContentUrl!));
                if (left < 0 || right < 0) return;
                var answer = await host.RateAsync(item.Id, key, item.Id, verdict(left, right));
                if (answer.StatusCode == HttpStatusCode.Conflict) return;   // frozen with the last pair of the study
                Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            }
        }
    }

    /// <summary>The red of a picture's first pixel; -1 once the set is frozen.</summary>
    private static async Task<int> ShadeAsync(FeedbackHost host, string key, string address)
    {
        var answer = await host.GetAsync(address, key);
        if (answer.StatusCode == HttpStatusCode.Conflict) return -1;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Png.Decode(await answer.Content.ReadAsByteArrayAsync(), address).Pixels[0];
    }
}
