using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Queueing;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class FreezeTests
{
    [Fact]
    public async Task Sixteen_raters_at_once_lose_and_double_nothing()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 20, new RatingPlan { RatersPerImage = 10 });
        await using var host = await FeedbackHost.StartAsync(stores);
        var keys = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(
                i => host.RegisterAsync($"rater-{i:00}", kind: i % 2 == 0 ? RaterKind.Human : RaterKind.Simulated)));

        var accepted = (await Task.WhenAll(keys.Select(key => RateAllAsync(host, key)))).SelectMany(ids => ids)
            .Order(StringComparer.Ordinal)
            .ToList();

        accepted = [.. (await stores.RatingsOfAsync(accepted)).Order(StringComparer.Ordinal)];
        await Eventually.TrueAsync(
            () =>
                !host.Quorums.IsEmpty
                    && host.Received.Select(r => r.Event.RatingId).Distinct().Count() == accepted.Count,
            "all events");
        var quorum = Assert.Single(host.Quorums);
        var manifest = await stores.Objects.GetJsonAsync<RatingManifest>(quorum.RatingsKey);
        Assert.Equal(accepted, manifest.Ratings.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal(accepted.Count, accepted.Distinct().Count());
        Assert.Equal(accepted.Count, host.Received.Count);
        Assert.Equal(accepted.Count, quorum.Count);
        Assert.True(quorum.Simulated);
        Assert.All(manifest.Ratings.GroupBy(r => r.ImageId), image => Assert.InRange(image.Count(), 10, 16));
        Assert.Equal(20, manifest.Ratings.Select(r => r.ImageId).Distinct().Count());
    }

    [Fact]
    public async Task The_manifest_has_the_same_bytes_in_whatever_order_ratings_come()
    {
        var keys = new List<string>();
        for (var order = 0; order < 2; order++)
        {
            var stores = new FeedbackStores();
            await stores.QueueRoundAsync("r1", 6, new RatingPlan { RatersPerImage = 2 });
            await using var host = await FeedbackHost.StartAsync(stores);
            var raters = new[] { await host.RegisterAsync("anna"), await host.RegisterAsync("bert") };
            var pairs = Enumerable.Range(0, 12).Select(i => (Image: i / 2, Rater: i % 2));
            foreach (var (image, rater) in order == 0 ? pairs : pairs.Reverse())
                await host.RateAsync(
                    $"r1-training-{image:000}",
                    raters[rater],
                    $"{order}-{image}",
                    image % 3 == 0 ? "unsure" : image % 3 == 1 ? "plausible" : "implausible",
                    ["chromatin"]);
            await Eventually.TrueAsync(() => !host.Quorums.IsEmpty, "the quorum");
            keys.Add(host.Quorums.Single().RatingsKey);

            var manifest = await stores.Objects.GetJsonAsync<RatingManifest>(keys[^1]);
            Assert.Equal([0.5, 0.5, 1, 1, 0, 0], manifest.Ratings.Take(6).Select(r => r.Plausibility));
            Assert.Equal(["anna", "bert"], manifest.Ratings.Take(2).Select(r => r.Rater));
            // where nothing is hidden, nothing else
            Assert.Equal(
                ["ratings", "roundId"],
                JsonNode.Parse(await stores.Objects.GetAsync(keys[^1]))!.AsObject().Select(p => p.Key));
        }

        Assert.Equal(keys[0], keys[1]);
    }

    /// <summary>
    /// Rates what the queue hands out, and beyond it every image, until the set is frozen; the ids of what was
    /// accepted.
    /// </summary>
    private static async Task<List<string>> RateAllAsync(FeedbackHost host, string key)
    {
        var accepted = new List<string>();
        while (await host.GetAsync("/api/v1/queue/next?count=3", key) is { StatusCode: HttpStatusCode.OK } next)
        {
            foreach (var item in (await next.Content.ReadFromJsonAsync<QueuePage>())!.Images)
            {
                var answer = await host.RateAsync(item.Id, key, $"k-{item.Id}");
                if (answer.StatusCode == HttpStatusCode.Created)
                    accepted.Add((await answer.Content.ReadFromJsonAsync<PathAlign.Feedback.Records.Rating>())!.Id);
                else Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            }
        }
        return accepted;
    }
}
