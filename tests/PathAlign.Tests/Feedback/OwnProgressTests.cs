using System.Text.Json.Nodes;
using PathAlign.Contracts.Plans;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>What a rater has rated, has to rate and waits for; what a round waits for.</summary>
public sealed class OwnProgressTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task A_rater_reads_what_is_rated_kept_postponed_and_left()
    {
        await _stores.QueueRoundAsync("r1", 10);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var anna = await host.RegisterAsync("anna");
        var items = await NextAsync(host, anna, 4);
        await host.RateAsync(items[0], anna, "k0");
        await SkipAsync(host, items[1], anna);

        var study = Assert.Single(await StudiesAsync(host, anna))!;

        Assert.Equal(
            (1, 9, 3, 1),
            ((int)study["rated"]!, (int)study["left"]!, (int)study["ready"]!, (int)study["postponed"]!));
        Assert.Null(study["othersUntil"]);
    }

    [Fact]
    public async Task It_says_until_when_others_have_items_and_no_more_when_they_rated_them()
    {
        await _stores.QueueRoundAsync("r1", 4);
        var clock = new TestClock();
        await using var host = await FeedbackHost.StartAtAsync(
            _stores, 0, clock, settings: ("ReservationMinutes", "30"));
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        var items = await NextAsync(host, bert, 3);
        var now = clock.GetUtcNow();

        var until = (DateTimeOffset)Assert.Single(await StudiesAsync(host, anna))!["othersUntil"]!;

        Assert.InRange(until, now.AddMinutes(30), now.AddMinutes(31));
        Assert.Equal(0, until.ToUnixTimeMilliseconds() % 60_000);
        foreach (var item in items) await host.RateAsync(item, bert, item);
        Assert.Null(Assert.Single(await StudiesAsync(host, anna))!["othersUntil"]);
    }

    [Fact]
    public async Task A_reviewer_reads_how_many_disputes_wait_and_the_round_says_so_too()
    {
        await _stores.QueueRoundAsync("r1", 3, new RatingPlan { RatersPerImage = 2, DisputeFrom = 0.5 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert, rita, olga) = (
            await host.RegisterAsync("anna"),
            await host.RegisterAsync("bert"),
            await host.RegisterAsync("rita", RaterRole.Reviewer),
            await host.RegisterAsync("olga", RaterRole.Operator));
        for (var i = 0; i < 2; i++)
        {
            await host.RateAsync($"r1-training-{i:000}", anna, $"k{i}");
            await host.RateAsync($"r1-training-{i:000}", bert, $"k{i}", "implausible");
        }

        Assert.Equal(2, (int)Assert.Single(await StudiesAsync(host, rita))!["left"]!);
        Assert.Equal("1 of 3 images wait for ratings, 2 disputes wait for a reviewer", await WaitsAsync(host, olga));
        await host.RateAsync("r1-training-002", anna, "k2");
        await host.RateAsync("r1-training-002", bert, "k2");
        Assert.Equal("2 disputes wait for a reviewer", await WaitsAsync(host, olga));
        // what a rater reads has no number of disputes and is the same as before
        Assert.Equal((3, 0), Told(Assert.Single(await StudiesAsync(host, anna))!));
        foreach (var item in await NextAsync(host, rita, 9)) await host.RateAsync(item, rita, item);
        Assert.Null(await WaitsAsync(host, olga));
    }

    [Fact]
    public async Task A_person_reads_nothing_of_studies_for_programs()
    {
        await _stores.QueueRoundAsync("r1", 3, new RatingPlan { SimulatedRaters = true });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var secrets = await _stores.AllAsync("set-secrets");

        var studies = await StudiesAsync(host, await host.RegisterAsync("anna"));

        Assert.Equal((bool?)secrets.Single().Body["seeded"] ?? false ? 0 : 1, studies.Count);
    }

    private static (int Rated, int Left) Told(JsonNode study) => ((int)study["rated"]!, (int)study["left"]!);

    private static async Task<JsonArray> StudiesAsync(FeedbackHost host, string key) =>
        JsonNode.Parse(
            await (await host.GetAsync("/api/v1/study", key)).Content.ReadAsStringAsync())!["studies"]!.AsArray();

    private static async Task<string?> WaitsAsync(FeedbackHost host, string key) =>
        (string?)JsonNode.Parse(
            await (await host.GetAsync("/api/v1/sets/r1", key)).Content.ReadAsStringAsync())!["sets"]![0]!["waits"];

    private static async Task<IReadOnlyList<string>> NextAsync(FeedbackHost host, string key, int count) =>
    [
        .. JsonNode.Parse(
            await (await host.GetAsync($"/api/v1/queue/next?count={count}", key))
                .Content.ReadAsStringAsync())!["images"]!.AsArray().Select(image => (string)image!["id"]!)
    ];

    private static async Task SkipAsync(FeedbackHost host, string id, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/queue/{id}/skip");
        request.Headers.Authorization = new("Bearer", key);
        (await host.Client.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
