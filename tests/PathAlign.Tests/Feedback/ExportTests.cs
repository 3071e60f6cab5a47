using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Records;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class ExportTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Every_rating_is_a_line_with_all_its_revisions()
    {
        await using var host = await RatedAsync("fine");
        var key = await host.RegisterAsync("rita", RaterRole.Operator);

        var answer = await host.GetAsync("/api/v1/sets/r1/ratings", key);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonNode.Parse(l)!)
            .ToList();

        Assert.Equal("application/jsonl", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            [("plausible", 0, 1.0), ("rather-implausible", 1, 0.25)],
            lines.Select(l => ((string)l["verdict"]!, (int)l["revision"]!, (double)l["plausibility"]!)).Order());
        Assert.All(
            lines,
            l =>
                Assert.Equal(
                    ("anna", "training", "study", false),
                    ((string)l["rater"]!, (string)l["purpose"]!, (string)l["role"]!, (bool)l["simulated"]!)));
    }

    [Theory]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public async Task A_remark_breaks_no_table_and_is_no_formula(string remark, string field)
    {
        await using var host = await RatedAsync(remark);

        var text = await (
            await host.GetAsync(
                "/api/v1/sets/r1/ratings?format=csv",
                await host.RegisterAsync("rita", RaterRole.Operator)))
                .Content.ReadAsStringAsync();

        Assert.StartsWith(
            "id,purpose,imageId,role,rater,simulated,revision,verdict," +
                "plausibility,faults,remark,lookedMs,ratedAt,late,leftId,rightId\r\n",
            text);
        Assert.Contains($",architecture;chromatin,{field},0,", text);
    }

    [Fact]
    public async Task An_unknown_round_or_format_is_refused()
    {
        await using var host = await RatedAsync("fine");
        var key = await host.RegisterAsync("rita", RaterRole.Operator);

        await ExpectProblem.Async(404, "unknown-round", host.GetAsync("/api/v1/sets/r2/ratings", key));
        await ExpectProblem.Async(404, "unknown-round", host.GetAsync("/api/v1/sets/..%2Fr1/ratings", key));
        await ExpectProblem.Async(400, "invalid-query", host.GetAsync("/api/v1/sets/r1/ratings?format=xlsx", key));
    }

    [Fact]
    public async Task A_page_of_images_names_the_classes_of_its_own_round()
    {
        string[] codes = [.. Enumerable.Range(0, 9).Select(i => $"cell-{i}")];
        var stores = new FeedbackStores { Dataset = DatasetDescription.Of(codes) };
        await stores.QueueRoundAsync("r1", 2, new RatingPlan());
        await using var host = await FeedbackHost.StartAsync(stores);
        var olga = await host.RegisterAsync("olga", RaterRole.Operator);

        var page = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/rounds/r1/images", olga)).Content.ReadAsStringAsync())!;

        Assert.Equal(codes, page["classes"]!.AsArray().Select(code => (string)code!));
    }

    [Fact]
    public async Task Answers_of_an_open_set_are_for_operators_alone()
    {
        const string images = "/api/v1/rounds/r1/images", changes = "/api/v1/rounds/r1/changes";
        await using var host = await RatedAsync("fine");
        var (app, olga) = (
            await host.RegisterAsync("app", RaterRole.Service), await host.RegisterAsync("olga", RaterRole.Operator));

        Assert.Equal((2, 0), await ImagesAsync(app));
        Assert.Equal((2, 1), await ImagesAsync(olga));
        await ExpectProblem.Async(409, "set-open", host.GetAsync($"{images}?verdict=implausible", app));
        await ExpectProblem.Async(409, "set-open", host.GetAsync(changes, app));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(changes, olga)).StatusCode);

        async Task<(int Images, int Ratings)> ImagesAsync(string key)
        {
            var page = JsonNode.Parse(await (await host.GetAsync(images, key)).Content.ReadAsStringAsync())!;
            var listed = page["images"]!.AsArray();
            return (listed.Count, listed.Sum(image => image!["ratings"]!.AsArray().Count));
        }
    }

    [Fact]
    public async Task A_rating_that_is_held_back_is_shown_nowhere()
    {
        await using var host = await RatedAsync("fine");
        var (anna, olga) = (await host.RegisterAsync("anna"), await host.RegisterAsync("olga", RaterRole.Operator));
        var own = await host.OwnRatingsAsync(anna);
        var ratings = new FeedbackCollections(_stores.Documents).Ratings;
        foreach (var rating in await _stores.AllAsync("ratings"))
            await ratings.UpdateAsync(rating.Id, r => r with { Held = true }, TestContext.Current.CancellationToken);

        foreach (var path in new[] { "jsonl", "csv", "label-studio" }.Select(f => $"sets/r1/ratings?format={f}")
            .Append("rounds/r1/changes"))
            Assert.DoesNotContain(
                "anna", await (await host.GetAsync($"/api/v1/{path}", olga)).Content.ReadAsStringAsync());
        Assert.Equal((2, 0), (own.Count, (await host.OwnRatingsAsync(anna)).Count));
        await ExpectProblem.Async(
            404, "unknown-rating", host.GetAsync($"/api/v1/ratings/{own[0]!["id"]}", anna));
    }

    private async Task<FeedbackHost> RatedAsync(string remark)
    {
        await _stores.QueueRoundAsync("r1", 2);
        var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        await host.RateAsync("r1-training-000", key, "k0");
        await host.RateAsync(
            "r1-training-000",
            key,
            "k1",
            "rather-implausible",
            ["chromatin", "architecture"],
            remark,
            revision: 1);
        return host;
    }
}
