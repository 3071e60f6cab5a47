using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Queueing;
using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class QueueApiTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task The_queue_hands_each_rater_what_is_left_in_an_order_of_their_own()
    {
        await _stores.QueueRoundAsync("r1", 40, new RatingPlan { RatersPerImage = 2 });
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));

        var annas = await NextAsync(host, anna, "?purpose=training&count=100");
        var berts = await NextAsync(host, bert, "?count=100");
        await host.RateAsync(annas[0], anna, "k1");
        var rest = await NextAsync(host, anna, "?count=5");

        Assert.Equal(40, annas.Distinct().Count());
        var (annasImages, bertsImages) = (await _stores.ImagesOfAsync(annas), await _stores.ImagesOfAsync(berts));
        Assert.Equal(annasImages.Order(), bertsImages.Order());
        Assert.NotEqual(annasImages, bertsImages);
        Assert.Empty(annas.Intersect(berts));   // raters who compare ids learn nothing
        Assert.Equal(annas[1..6], rest);
        Assert.Equal(berts, await NextAsync(host, bert, "?count=100"));
        Assert.Equal(
            HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next?purpose=evaluation", anna)).StatusCode);
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
        await using var host = await FeedbackHost.StartAsync(_stores);

        await ExpectProblem.Async(
            400, "invalid-query", host.GetAsync("/api/v1/queue/next" + query, await host.RegisterAsync("anna")));
    }

    [Fact]
    public async Task Raters_learn_nothing_of_how_an_image_was_made()
    {
        await _stores.QueueAsync(
            await _stores.GenerateAsync(
                "r1",
                2,
                purpose: ImagePurpose.Evaluation,
                change: e => e with { Id = $"i{e.Index}", Arm = e.Index == 0 ? "before" : "after" }));
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        var queue = JsonNode.Parse(
            await (await host.GetAsync("/api/v1/queue/next?count=2", key)).Content.ReadAsStringAsync())!;
        var item = queue["images"]![0]!.AsObject();
        var content = await host.GetAsync((string)item["contentUrl"]!, key);
        var png = await content.Content.ReadAsByteArrayAsync();

        Assert.Equal(["criteria", "images", "setId"], queue.AsObject().Select(p => p.Key).Order());
        Assert.Equal(
            ["classCode", "className", "contentUrl", "id", "rightContentUrl"], item.Select(p => p.Key).Order());
        Assert.Empty(Png.ReadText(png, "content"));
        Assert.Equal(
            (byte)((await _stores.ImagesOfAsync([(string)item["id"]!]))[0] == "i0" ? 0 : 1),
            Png.Decode(png, "content").Pixels[0]);
        Assert.Equal("nosniff", content.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("image/png", content.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            HttpStatusCode.NotModified,
            (await host.GetAsync((string)item["contentUrl"]!, key, content.Headers.ETag!.ToString())).StatusCode);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%00")]
    [InlineData("%7B%22$ne%22:1%7D")]
    public async Task Content_of_an_unknown_image_is_not_there(string id)
    {
        await _stores.QueueRoundAsync("r1", 1);
        await using var host = await FeedbackHost.StartAsync(_stores);

        var answer = await host.GetAsync($"/api/v1/images/{id}/content", await host.RegisterAsync("anna"));

        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    private static async Task<string[]> NextAsync(FeedbackHost host, string key, string query) =>
        [
            .. (
                await (await host.GetAsync("/api/v1/queue/next" + query, key))
                    .Content.ReadFromJsonAsync<QueuePage>())!.Images.Select(
                    i => i.Id)
        ];
}
