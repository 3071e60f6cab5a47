using System.Net;
using System.Net.Http.Json;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Records;
using PathAlign.Imaging;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback.Blinding;

public sealed class BlindsTests
{
    [Fact]
    public async Task Processes_that_need_a_secret_at_once_have_the_same_one_and_sets_have_different_ones()
    {
        var store = new FeedbackCollections(new InMemoryDocumentStore());

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            async _ => (await new Blinds(store).OfAsync("set", CancellationToken.None)).ItemId("anna", "image")));
        var other = await new Blinds(store).OfAsync("other", CancellationToken.None);

        Assert.Single(ids.Distinct());
        Assert.NotEqual(ids[0], other.ItemId("anna", "image"));
        Assert.False(other.IsSeeded);
    }

    [Fact]
    public async Task Only_programs_see_a_set_whose_secret_follows_from_the_seed()
    {
        var orders = new List<string[]>();
        for (var run = 0; run < 2; run++)
        {
            var stores = new FeedbackStores();
            var input = await stores.GenerateAsync("r1", 12, new RatingPlan { SimulatedRaters = true });
            await new PathAlign.Feedback.Opening.QueueImages(stores.Opening()).RunAsync(
                input,
                new PathAlign.Messaging.Jobs.JobContext("job", "/nowhere", (_, _, _) => { }),
                CancellationToken.None);
            await using var host = await FeedbackHost.StartAsync(stores);
            var program = await host.RegisterAsync("program", kind: RaterKind.Simulated);
            var page = await (
                await host.GetAsync("/api/v1/queue/next?count=12", program)).Content.ReadFromJsonAsync<QueuePage>();
            orders.Add([.. page!.Images.Select(i => i.Id)]);
            var publicId = (string)(await stores.AllAsync("images"))[0].Body["publicId"]!;
            var anna = await host.RegisterAsync("anna");

            Assert.Equal(HttpStatusCode.NoContent, (await host.GetAsync("/api/v1/queue/next", anna)).StatusCode);
            await ExpectProblem.Async(404, "unknown-image", host.RateAsync(publicId, anna, "k1"));
        }

        Assert.Equal(orders[0], orders[1]);
    }

    [Fact]
    public async Task An_open_set_of_an_earlier_version_is_blinded_at_start_and_loses_nothing()
    {
        var stores = await EarlierAsync(rated: 2, shown: 3, images: 6);
        string[] before;
        string key;
        await using (var host = await FeedbackHost.StartAsync(stores))
        {
            key = await host.RegisterAsync("anna");
            var page = await (
                await host.GetAsync("/api/v1/queue/next?count=10", key)).Content.ReadFromJsonAsync<QueuePage>();
            var listed = await host.OwnRatingsAsync(key);

            Assert.Equal(4, page!.Images.Count);   // what is rated does not come again
            Assert.All(page.Images, item => Assert.Matches("^[0-9a-f]{32}$", item.Id));
            Assert.All(listed, rating => Assert.Matches("^[0-9a-f]{32}$", (string)rating!["imageId"]!));
            foreach (var rating in listed)
                Assert.Equal(
                    HttpStatusCode.OK, (await host.GetAsync($"/api/v1/ratings/{rating!["id"]}", key)).StatusCode);
            await Eventually.TrueAsync(
                async () => (await stores.AllAsync("ratings")).All(d => (bool)d.Body["announced"]!), "the marks");
            before = await SnapshotAsync(stores);
        }

        await using var again = await FeedbackHost.StartAsync(stores);
        Assert.Equal(before, await SnapshotAsync(stores));   // a second start changes nothing
        await RateAllAsync(again, key);
        await Eventually.TrueAsync(() => again.Quorums.Count == 1, "the quorum");
        Assert.Equal(6, again.Quorums.Single().Count);
    }

    [Fact]
    public async Task Another_secret_in_mid_round_shows_no_repeat_again()
    {
        var stores = new FeedbackStores();
        await stores.QueueRoundAsync("r1", 60, new RatingPlan { RepeatShare = 0.5 });
        string key;
        await using (var host = await FeedbackHost.StartAsync(stores))
        {
            key = await host.RegisterAsync("anna");
            await RateAllAsync(host, key, most: 50);
        }
        foreach (var secret in await stores.AllAsync("set-secrets"))
            await stores.Documents.DeleteAsync("set-secrets", secret);

        await using var again = await FeedbackHost.StartAsync(stores);
        await RateAllAsync(again, key);

        await Eventually.TrueAsync(() => again.Quorums.Count == 1, "the quorum");
        Assert.Equal(60, again.Quorums.Single().Count);
    }

    [Fact]
    public void An_image_has_eight_orientations_and_a_repeat_has_another_one()
    {
        var image = new RgbImage(3, 2, [.. Enumerable.Range(0, 18).Select(i => (byte)i)]);

        var turned = Enumerable.Range(0, Turns.Count).Select(turn => Turns.Of(image, turn)).ToList();

        Assert.Equal(8, turned.Select(i => $"{i.Width} {Convert.ToHexString(i.Pixels)}").Distinct().Count());
        Assert.All(turned, i => Assert.Equal(Sorted(image), Sorted(i)));
        for (var first = 0; first < Turns.Count; first++)
            Assert.Equal(
                Enumerable.Range(0, Turns.Count).Except([first]),
                Enumerable.Range(0, 100).Select(n => Turns.Other(first, (ulong)n)).Distinct().Order());

        static string Sorted(RgbImage image) =>
            string.Join(' ', image.Pixels.Chunk(3).Select(Convert.ToHexString).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Images_of_one_size_have_files_of_one_size()
    {
        var (random, noise) = (new Random(1), new byte[32 * 32 * 3]);
        random.NextBytes(noise);

        var flat = Png.EncodeEvenly(RgbImage.Filled(32, 32, 1, 2, 3));
        var rough = Png.EncodeEvenly(new RgbImage(32, 32, noise));

        Assert.Equal(flat.Length, rough.Length);
        Assert.Equal(noise, Png.Decode(rough, "rough").Pixels);
    }

    [Fact]
    public void A_sealed_text_is_read_by_the_same_secret_only()
    {
        var (one, other) = (Secret(1), Secret(2));

        Assert.Equal("a text", one.Open(one.Seal("a text")));
        Assert.Equal(one.Seal("a text"), one.Seal("a text"));
        Assert.Null(other.Open(one.Seal("a text")));
        Assert.Null(one.Open("no seal"));
        Assert.Null(one.Open(""));

        static Blind Secret(byte fill) => new(
            new SetSecret { Key = Convert.ToBase64String([.. Enumerable.Repeat(fill, 32)]), ShownAs = "" });
    }

    /// <summary>
    /// A set as earlier versions left it: raters know images by the images' own ids, and there is no secret.
    /// </summary>
    private static async Task<FeedbackStores> EarlierAsync(int rated, int shown, int images)
    {
        var today = new FeedbackStores();
        await today.QueueRoundAsync("r1", images);
        await using (var host = await FeedbackHost.StartAsync(today))
        {
            var key = await host.RegisterAsync("anna");
            var page = await (
                await host.GetAsync($"/api/v1/queue/next?count={shown}", key)).Content.ReadFromJsonAsync<QueuePage>();
            foreach (var item in page!.Images.Take(rated)) await host.RateAsync(item.Id, key, item.Id);
        }
        var earlier = new FeedbackStores();
        foreach (var key in today.Objects.Keys)
            await earlier.Objects.PutAsync(
                key.Split('/')[0], Path.GetExtension(key)[1..], await today.Objects.GetAsync(key));
        await new FeedbackCollections(earlier.Documents).EnsureAsync(CancellationToken.None);
        foreach (
            var collection in new[] { "images", "rating-sets", "reading-studies", "presentations", "ratings" })
            foreach (var document in await today.AllAsync(collection))
            {
                var body = document.Body;
                foreach (var name in new[] { "publicId", "turn", "rightTurn" }) body.Remove(name);
                if (body["itemId"] is not null) body["itemId"] = (string)body["imageId"]!;
                Assert.True(await earlier.Documents.InsertAsync(collection, document.Id, body.ToJsonString()));
            }
        return earlier;
    }

    private static async Task RateAllAsync(FeedbackHost host, string key, int most = int.MaxValue)
    {
        for (var rated = 0; rated < most; rated++)
        {
            var next = await host.GetAsync("/api/v1/queue/next?count=1", key);
            if (next.StatusCode == HttpStatusCode.NoContent) return;
            var item = (await next.Content.ReadFromJsonAsync<QueuePage>())!.Images.Single();
            Assert.Equal(HttpStatusCode.Created, (await host.RateAsync(item.Id, key, item.Id)).StatusCode);
        }
    }

    private static async Task<string[]> SnapshotAsync(FeedbackStores stores)
    {
        var all = new List<string>();
        foreach (var collection in new[] { "images", "presentations", "ratings", "set-secrets" })
            all.AddRange((await stores.AllAsync(collection)).Select(d => $"{d.Id} {d.Version} {d.Json}"));
        return [.. all];
    }
}
