using System.Text.Json.Nodes;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class HostileRatingTests
{
    private const string Image = "r1-training-000";

    public static TheoryData<string, string, int> Bodies => new()
    {
        { "empty", "", 400 },
        { "no JSON", "rating", 400 },
        { "null", "null", 400 },
        { "list", "[]", 400 },
        { "text", "\"x\"", 400 },
        { "cut off", $$"""{"imageId":"{{Image}}","verdict":"plau""", 400 },
        { "trailing data", $$"""{"imageId":"{{Image}}","verdict":"plausible"} {}""", 400 },
        { "comment", $$"""{"imageId":"{{Image}}",/* */"verdict":"plausible"}""", 400 },
        { "no image", """{"verdict":"plausible"}""", 400 },
        { "no verdict", $$"""{"imageId":"{{Image}}"}""", 400 },
        { "null image", """{"imageId":null,"verdict":"plausible"}""", 400 },
        { "null faults", $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":null}""", 400 },
        { "null fault", $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":[null]}""", 400 },
        { "unknown field", $$"""{"imageId":"{{Image}}","verdict":"plausible","rater":"bert"}""", 400 },
        { "other case", $$"""{"ImageId":"{{Image}}","verdict":"plausible"}""", 400 },
        { "duplicate key", $$"""{"imageId":"{{Image}}","verdict":"plausible","verdict":"implausible"}""", 400 },
        {
            "escaped duplicate",
            $$"""{"imageId":"{{Image}}","verdict":"plausible","\u0076erdict":"implausible"}""",
            400
        },
        { "operator for a verdict", $$$"""{"imageId":"{{{Image}}}","verdict":{"$ne":1}}""", 400 },
        { "operator for an image", """{"imageId":{"$ne":1},"verdict":"plausible"}""", 400 },
        { "operator as text", """{"imageId":"{\"$ne\":1}","verdict":"plausible"}""", 404 },
        { "type name", $$"""{"$type":"System.IO.FileInfo","imageId":"{{Image}}","verdict":"plausible"}""", 400 },
        { "number for a verdict", $$"""{"imageId":"{{Image}}","verdict":1}""", 400 },
        { "number as text", $$"""{"imageId":"{{Image}}","verdict":"1"}""", 400 },
        { "unknown verdict", $$"""{"imageId":"{{Image}}","verdict":"perfect"}""", 400 },
        { "two verdicts", $$"""{"imageId":"{{Image}}","verdict":"plausible, unsure"}""", 400 },
        { "verdict in capitals", $$"""{"imageId":"{{Image}}","verdict":"PLAUSIBLE"}""", 400 },
        { "text for faults", $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":"artefact"}""", 400 },
        { "unknown fault", $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":["x"]}""", 400 },
        { "fault twice", $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":["artefact","artefact"]}""", 400 },
        {
            "many faults",
            $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":""" +
                $$"""[{{string.Join(',', Enumerable.Repeat("\"artefact\"", 900))}}]}""",
            400
        },
        {
            "deep",
            $$"""{"imageId":"{{Image}}","verdict":"plausible","faults":""" +
                $$"""{{new string('[', 5000)}}{{new string(']', 5000)}}}""",
            400
        },
        { "half a surrogate", $$"""{"imageId":"{{Image}}","verdict":"plausible","remark":"\ud800"}""", 400 },
        { "NUL", $$"""{"imageId":"{{Image}}","verdict":"plausible","remark":"a\u0000b"}""", 400 },
        {
            "long remark",
            $$"""{"imageId":"{{Image}}","verdict":"plausible","remark":"{{new string('x', 2001)}}"}""",
            400
        },
        { "path for an image", """{"imageId":"../../r1","verdict":"plausible"}""", 404 },
        { "line break in an image", $$"""{"imageId":"{{Image}}\n","verdict":"plausible"}""", 404 },
        { "text for a revision", $$"""{"imageId":"{{Image}}","verdict":"plausible","revision":"1"}""", 400 },
        { "half a revision", $$"""{"imageId":"{{Image}}","verdict":"plausible","revision":0.5}""", 400 },
        { "revision below", $$"""{"imageId":"{{Image}}","verdict":"plausible","revision":-1}""", 400 },
        { "revision beyond", $$"""{"imageId":"{{Image}}","verdict":"plausible","revision":2147483648}""", 400 },
        { "change of nothing", $$"""{"imageId":"{{Image}}","verdict":"plausible","revision":1}""", 409 },
        { "time below", $$"""{"imageId":"{{Image}}","verdict":"plausible","lookedMs":-1}""", 400 },
        { "time beyond", $$"""{"imageId":"{{Image}}","verdict":"plausible","lookedMs":1e12}""", 400 },
        {
            "oversize",
            $$"""{"imageId":"{{Image}}","verdict":"plausible","remark":"{{new string('x', 17_000)}}"}""",
            413
        },
        { "oversize of spaces", $$"""{"imageId":"{{Image}}","verdict":"plausible"}{{new string(' ', 17_000)}}""", 413 },
    };

    [Fact]
    public async Task Every_hostile_body_is_refused_with_a_problem_and_nothing_is_stored()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");

        foreach (var (name, body, status) in Bodies.Select(b => (b.Data.Item1, b.Data.Item2, b.Data.Item3)))
        {
            var answer = await host.PostAsync(body, key, "k1");

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                (int)answer.StatusCode == status,
                $"{name}: expected {status}, got {(int)answer.StatusCode} {text}");
            Assert.StartsWith("urn:pathalign:problem:", (string)JsonNode.Parse(text)!["type"]!);
            Assert.DoesNotContain("   at ", text);
        }
        Assert.Empty(await stores.AllAsync("ratings"));
    }

    [Fact]
    public async Task A_body_without_a_stated_length_is_bounded_too()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 2);
        await using var host = await FeedbackHost.StartAsync(stores);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ratings")
        {
            Content = new StreamContent(new MemoryStream(new byte[200_000])),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", await host.RegisterAsync("anna"));
        request.Headers.Add("Idempotency-Key", "k1");

        var answer = await host.Client.SendAsync(request);

        Assert.Equal(413, (int)answer.StatusCode);
    }
}
