using System.Text.Json.Nodes;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class BulkTests
{
    private const string Path = "/api/v1/ratings/bulk", MediaType = "application/x-ndjson";
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Each_line_stands_for_itself_and_a_repeat_stores_nothing_new()
    {
        await _stores.QueueRoundAsync("r1", 4);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        var body =
            $"{Line("k0", "r1-training-000")}\n{Line("k1", "r1-training-001", "perfect")}\r\n\n" +
            $"{Line("k2", "r1-training-002")}\n{Line("k3", "r1-training-000")}\n" +
            $"{Line("k 4", "r1-training-003")}\nrating\n{Line("k5", "r2")}";

        var first = await SendAsync(host, key, body);
        var again = await SendAsync(host, key, body);

        Assert.Equal([(1, 201), (2, 400), (4, 201), (5, 409), (6, 400), (7, 400), (8, 404)], Statuses(first));
        Assert.Equal([(1, 200), (2, 400), (4, 200), (5, 409), (6, 400), (7, 400), (8, 404)], Statuses(again));
        Assert.Equal((2, 0, 5), ((int)first["stored"]!, (int)first["repeated"]!, (int)first["refused"]!));
        Assert.Equal("urn:pathalign:problem:already-rated", (string)first["lines"]![3]!["problem"]!["type"]!);
        Assert.Equal(2, (await _stores.AllAsync("ratings")).Count);
    }

    [Fact]
    public async Task A_line_is_held_to_every_rule_of_a_rating_alone()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("MaxBulkRatings", "100"));
        var key = await host.RegisterAsync("anna");
        var cases = HostileRatingTests.Bodies.Select(b => b.Data)
            .Where(b => !b.Item2.Contains('\n') && b.Item2.Length > 0)
            .ToList();

        var answer = await SendAsync(
            host,
            key,
            string.Join(
                '\n',
                cases.Select((c, i) => $$"""{"idempotencyKey":"k{{i}}","rating":{{c.Item2}}}""")));

        Assert.Equal(cases.Select(c => (c.Item1, c.Item3)), cases.Zip(Statuses(answer), (c, s) => (c.Item1, s.Status)));
        Assert.Empty(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task Changes_of_mind_in_one_body_come_after_what_they_change()
    {
        await _stores.QueueRoundAsync("r1", 41);   // one is left, so that the set stays open
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");
        var lines = from revision in Enumerable.Range(0, 3)
                    from image in Enumerable.Range(0, 40)
                    select
                        $$$"""{"idempotencyKey":"k{{{image}}}-{{{revision}}}","rating":""" +
                        $$$"""{"imageId":"r1-training-{{{image:000}}}","verdict":"plausible","revision":""" +
                        $$$"""{{{revision}}}}}""";

        var answer = await SendAsync(host, key, string.Join('\n', lines));

        Assert.All(Statuses(answer), line => Assert.Equal(201, line.Status));
        Assert.Equal(Enumerable.Range(1, 120), Statuses(answer).Select(line => line.Line));
        Assert.Equal(120, (await _stores.AllAsync("ratings")).Count);
    }

    [Fact]
    public async Task Of_two_lines_under_one_key_the_first_is_stored()
    {
        await _stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var answer = await SendAsync(host, key, $"{Line("k", "r1-training-000")}\n{Line("k", "r1-training-001")}");

        Assert.Equal([(1, 201), (2, 409)], Statuses(answer));
        Assert.Equal("r1-training-000", (string)Assert.Single(await _stores.AllAsync("ratings")).Body["imageId"]!);
    }

    [Fact]
    public async Task Bodies_beyond_the_bounds_are_refused_as_a_whole()
    {
        await _stores.QueueRoundAsync("r1", 4);
        await using var host = await FeedbackHost.StartAsync(
            _stores, settings: [("MaxBulkRatings", "2"), ("MaxBulkBytes", "2000")]);
        var key = await host.RegisterAsync("anna");
        var lines = string.Join('\n', Enumerable.Range(0, 3).Select(i => Line($"k{i}", $"r1-training-00{i}")));

        await ExpectProblem.Async(413, "too-many-lines", host.PostAsync(lines, key, null, MediaType, path: Path));
        await ExpectProblem.Async(
            413, "body-too-large", host.PostAsync(new string(' ', 2001), key, null, MediaType, path: Path));
        await ExpectProblem.Async(415, "unsupported-media-type", host.PostAsync(lines, key, null, path: Path));
        Assert.Empty(await _stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task Every_line_counts_as_a_request()
    {
        await _stores.QueueRoundAsync("r1", 4);
        await using var host = await FeedbackHost.StartAsync(_stores, settings: ("RequestsPerMinute", "3"));
        var key = await host.RegisterAsync("anna");

        var answer = await SendAsync(
            host, key, string.Join('\n', Enumerable.Range(0, 4).Select(i => Line($"k{i}", $"r1-training-00{i}"))));

        Assert.Equal([201, 201, 429, 429], Statuses(answer).Select(s => s.Status));
    }

    private static string Line(string key, string image, string verdict = "plausible") =>
        $$$"""{"idempotencyKey":"{{{key}}}","rating":""" +
        $$$"""{"imageId":"{{{image}}}","verdict":"{{{verdict}}}"}}""";

    private static async Task<JsonNode> SendAsync(FeedbackHost host, string key, string body) =>
        JsonNode.Parse(
            await (await host.PostAsync(body, key, null, MediaType, path: Path))
                .EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;

    private static IEnumerable<(int Line, int Status)> Statuses(JsonNode answer) =>
        answer["lines"]!.AsArray().Select(l => ((int)l!["line"]!, (int)l["status"]!));
}
