using System.Net;
using System.Text.Json.Nodes;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class PagingTests
{
    [Fact]
    public async Task A_rater_pages_through_all_ratings_of_their_own_and_no_other()
    {
        using var documents = new SqliteDocumentStore(
            Path.Combine(Directory.CreateTempSubdirectory("pathalign-test-").FullName, "documents.db"));
        var stores = new FeedbackStores { Served = documents };
        await stores.QueueRoundAsync("r1", 7);
        await using var host = await FeedbackHost.StartAsync(stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        for (var i = 0; i < 5; i++) await host.RateAsync($"r1-training-{i:000}", anna, $"k{i}");
        await host.RateAsync("r1-training-005", bert, "k0");

        var (seen, next) = (new List<string>(), (string?)null);
        do
        {
            var page = JsonNode.Parse(
                await (await host.GetAsync($"/api/v1/ratings?count=2{(next is null ? "" : $"&after={next}")}", anna))
                    .Content.ReadAsStringAsync())!;
            Assert.InRange(page["ratings"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["ratings"]!.AsArray().Select(r => (string)r!["imageId"]!));
            next = (string?)page["next"];
        }
        while (next is not null);

        Assert.Equal(5, seen.Count);
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => $"r1-training-{i:000}"),
            (await stores.ImagesOfAsync(seen)).Order(StringComparer.Ordinal));
        await ExpectProblem.Async(400, "invalid-query", host.GetAsync("/api/v1/ratings?after=x", anna));
        await ExpectProblem.Async(400, "invalid-query", host.GetAsync("/api/v1/ratings?count=1001", anna));
    }

    [Theory]
    [InlineData("state=failed", 200)]
    [InlineData("state=Failed", 200)]
    [InlineData("state=lost", 400)]
    [InlineData("state=3", 400)]
    [InlineData("count=1", 200)]
    [InlineData("count=0", 400)]
    [InlineData("count=x", 400)]
    [InlineData("round=r1", 200)]
    [InlineData("round=../r1", 400)]
    public async Task A_query_for_jobs_is_answered_or_refused_with_a_problem(string query, int status)
    {
        await using var host = await FeedbackHost.StartAsync(new FeedbackStores());
        var key = await host.RegisterAsync("olga", RaterRole.Operator);

        var answer = await host.GetAsync($"/api/v1/jobs?{query}", key);

        Assert.Equal(
            (status, status == 200 ? "application/json" : "application/problem+json"),
            ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("/api/v1/ratings", HttpStatusCode.OK)]
    [InlineData("/api/v1/study/{set}", HttpStatusCode.NotModified)]
    [InlineData("/api/v1/study/{set}/progress", HttpStatusCode.OK)]
    public async Task What_has_not_changed_is_not_sent_again(string path, HttpStatusCode afterRating)
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 3);
        await using var host = await FeedbackHost.StartAsync(stores);
        var key = await host.RegisterAsync("anna");
        path = path.Replace(
            "{set}",
            (string)JsonNode.Parse(
                await (await host.GetAsync("/api/v1/queue/next", key)).Content.ReadAsStringAsync())!["setId"]!);

        var first = await host.GetAsync(path, key);
        var same = await host.GetAsync(path, key, first.Headers.ETag!.ToString());
        await host.RateAsync("r1-training-000", key, "k0");
        var later = await host.GetAsync(path, key, first.Headers.ETag!.ToString());

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotModified, ""),
            (first.StatusCode, same.StatusCode, await same.Content.ReadAsStringAsync()));
        Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.Equal(afterRating, later.StatusCode);
    }
}
