using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>What a service learns of a set that is open, and what it learns afterwards.</summary>
public sealed class BlindServiceTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Counts_of_an_open_set_are_for_operators_alone()
    {
        await using var host = await OpenAsync();
        var (app, olga) = await KeysAsync(host);

        Assert.Equal((null, null, null, "ratings"), await CountsAsync(host, app));
        Assert.Equal((1L, 1L, 0, "1 of 2 images wait for ratings"), await CountsAsync(host, olga));
        Assert.Equal((null, null, "ratings"), await RoundAsync(host, app));
        Assert.Equal((1L, 0L, "1 of 2 images wait for ratings"), await RoundAsync(host, olga));
        await FreezeAsync(host);
        Assert.Equal((2L, 2L, 0, null), await CountsAsync(host, app));
    }

    [Fact]
    public async Task Images_of_an_open_set_have_only_what_is_needed_to_show_them()
    {
        await using var host = await OpenAsync();
        var (app, _) = await KeysAsync(host);

        var open = await ImagesAsync();
        await FreezeAsync(host);
        var frozen = await ImagesAsync();

        Assert.All(open, image => Assert.Equal(
            ["class", "publicId"],
            image!.AsObject().Where(field => field.Value is not (null or JsonArray { Count: 0 })).Select(f => f.Key)));
        Assert.Equal(["r1-training-000", "r1-training-001"], frozen.Select(i => (string?)i!["id"]).Order());
        Assert.All(frozen, image => Assert.StartsWith("images/", (string)image!["key"]!));

        async Task<JsonArray> ImagesAsync() =>
            (await JsonAsync(host, "/api/v1/rounds/r1/images", app))["images"]!.AsArray();
    }

    [Fact]
    public async Task Lists_of_images_are_read_by_services_once_their_round_is_frozen()
    {
        await using var host = await OpenAsync();
        var (app, olga) = await KeysAsync(host);
        var images = $"/api/v1/objects/{(await SetAsync())["imagesKey"]}";
        var shard = $"/api/v1/objects/{await _stores.Objects.PutAsync("manifests", "json", "{}"u8.ToArray())}";
        var scores = $"/api/v1/objects/{await _stores.Objects.PutAsync("scores", "safetensors", "{}"u8.ToArray())}";
        var weights = $"/api/v1/objects/{await _stores.Objects.PutAsync("weights", "bin", "{}"u8.ToArray())}";

        await ExpectProblem.Async(409, "set-open", host.GetAsync(images, app));
        await ExpectProblem.Async(409, "set-open", host.GetAsync(shard, app));
        await ExpectProblem.Async(409, "set-open", host.GetAsync(scores, app));
        await ExpectProblem.Async(
            404, "unknown-object", host.GetAsync($"{images[..^69]}{new string('0', 64)}.json", app));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(images, olga)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(weights, app)).StatusCode);
        await FreezeAsync(host);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(images, app)).StatusCode);
        await ExpectProblem.Async(409, "set-open", host.GetAsync(shard, app));
    }

    [Fact]
    public async Task Ratings_that_are_read_as_an_object_are_an_export_in_the_audit_log()
    {
        await using var host = await OpenAsync();
        var (app, _) = await KeysAsync(host);
        await FreezeAsync(host);
        var key = (string)(await SetAsync())["ratingsKey"]!;

        var answer = await host.GetAsync($"/api/v1/objects/{key}", app);

        Assert.Contains("r1-training-000", await answer.Content.ReadAsStringAsync());
        var entry = (await _stores.AllAsync("audit-log")).Single().Body;
        Assert.Equal(
            ("app", "ratings-exported", key),
            ((string)entry["who"]!, (string)entry["what"]!, (string)entry["subject"]!));
        _stores.Documents.BeforeInsert = (collection, _) =>
        {
            if (collection == "audit-log") throw new IOException("no disk");
        };
        Assert.Equal(
            HttpStatusCode.InternalServerError, (await host.GetAsync($"/api/v1/objects/{key}", app)).StatusCode);
    }

    [Fact]
    public async Task A_service_learns_from_no_import_who_has_rated_what()
    {
        var lines = await Imports.RoundAsync(new FeedbackStores(), 2);
        var other = lines.Replace("\"plausible\"", "\"implausible\"", StringComparison.Ordinal)
            .Replace("\"plausibility\":1", "\"plausibility\":0", StringComparison.Ordinal);
        await using var host = await OpenAsync();
        var (app, olga) = await KeysAsync(host);

        foreach (var text in new[] { lines, other })
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                Assert.Contains(
                    "expected a rater who is not registered here",
                    await (await ImportAsync(app, line)).Content.ReadAsStringAsync());
        var elsewhere = new FeedbackStores();
        await elsewhere.QueueRoundAsync("r1", 2);
        await using var there = await FeedbackHost.StartAsync(elsewhere);

        Assert.Equal(
            (2, 0),
            await Imports.ImportAsync(
                there, await there.RegisterAsync("app", RaterRole.Service), lines, "application/jsonl"));
        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(olga, lines.Split('\n')[1])).StatusCode);

        Task<HttpResponseMessage> ImportAsync(string key, string text) =>
            host.PostAsync(text, key, null, "application/jsonl", path: Imports.Route);
    }

    // One of two images is rated.
    private async Task<FeedbackHost> OpenAsync()
    {
        var images = await _stores.QueueRoundAsync("r1", 2);
        var host = await FeedbackHost.StartAsync(_stores);
        var jobs = host.Services.GetRequiredService<JobStore>();
        await DoneAsync(JobQueues.DrawRound, new RoundRequested { RoundId = "r1", PlanKey = images.PlanKey });
        await DoneAsync(JobQueues.QueueImages, images);
        await host.RateAsync("r1-training-000", await host.RegisterAsync("anna"), "k0");
        return host;

        async Task DoneAsync(JobQueue queue, IRoundEvent input)
        {
            var job = await jobs.SubmitAsync(queue.Stage, queue.Kind, input);
            await jobs.UpdateAsync(
                job.Id, stored => stored with { State = JobState.Done, Announced = true }, CancellationToken.None);
        }
    }

    private async Task FreezeAsync(FeedbackHost host)
    {
        await host.RateAsync("r1-training-001", await host.RegisterAsync("bert"), "k1");
        await Eventually.TrueAsync(async () => (await SetAsync())["ratingsKey"] is not null, "the freeze");
    }

    private async Task<JsonObject> SetAsync() => (await _stores.AllAsync("rating-sets")).Single().Body;

    private static async Task<(string App, string Olga)> KeysAsync(FeedbackHost host) => (
        await host.RegisterAsync("app", RaterRole.Service), await host.RegisterAsync("olga", RaterRole.Operator));

    private static async Task<(long? Rated, long? Ratings, int? Disputed, string? Waits)> CountsAsync(
        FeedbackHost host, string key)
    {
        var set = (await JsonAsync(host, "/api/v1/sets/r1", key))["sets"]!.AsArray().Single()!;
        return ((long?)set["rated"], (long?)set["ratings"], (int?)set["disputed"], (string?)set["waits"]);
    }

    private static async Task<(long? Rated, long? Learned, string? Blocker)> RoundAsync(FeedbackHost host, string key)
    {
        var round = (await JsonAsync(host, "/api/v1/rounds", key))["rounds"]!.AsArray().Single()!;
        var done = round["steps"]!.AsArray().ToDictionary(s => (string)s!["name"]!, s => (long?)s!["done"]);
        return (done["rate"], done["learn"], (string?)round["blocker"]);
    }

    private static async Task<JsonNode> JsonAsync(FeedbackHost host, string path, string key) =>
        JsonNode.Parse(await (await host.GetAsync(path, key)).EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
}
