using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Opening;
using PathAlign.Feedback.Queueing;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Storage.Objects;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>Of 60 images 12 are wanted: the order begins with the last of them.</summary>
public sealed class OrderedImagesTests
{
    private const int Images = 60, Wanted = 12;
    private static readonly RatingPlan Plan = new() { Share = 0.2, RewardKey = "weights/r" };
    private static readonly string[] First = [.. Enumerable.Range(Images - Wanted, Wanted).Select(Id)];
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task What_is_to_be_rated_comes_before_the_rest_and_the_rest_one_after_another()
    {
        var outcome = await _stores.QueueAsync(await OrderAsync());

        var ranks = (await _stores.AllAsync("images")).ToDictionary(
            image => image.Id, image => (int)image.Body["rank"]!);
        Assert.Equal(First, ranks.Where(r => r.Value == 0).Select(r => r.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            Enumerable.Range(0, Images - Wanted).Reverse().Select(Id),
            ranks.Where(r => r.Value > 0).OrderBy(r => r.Value).Select(r => r.Key));
        Assert.Equal(Wanted, (int)Assert.Single(await _stores.AllAsync("rating-sets")).Body["wanted"]!);
        Assert.Empty(outcome.Events);
    }

    [Fact]
    public async Task Images_that_are_still_to_be_ordered_are_not_put_up_for_rating()
    {
        var handler = new QueueImages(_stores.Opening());
        var input = await _stores.GenerateAsync("r1", 3);

        Assert.True(handler.Accepts(input));
        Assert.False(handler.Accepts(input with { ToOrder = true }));
    }

    [Fact]
    public async Task A_repeat_changes_nothing()
    {
        var input = await OrderAsync();
        await _stores.QueueAsync(input);
        var before = await SnapshotAsync();

        await _stores.QueueAsync(input);

        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task A_run_that_died_halfway_is_completed_by_the_next()
    {
        var input = await OrderAsync();
        await Assert.ThrowsAsync<IOException>(
            () => _stores.QueueAsync(input, (_, _, _) => throw new IOException("killed")));
        Assert.Empty(await _stores.AllAsync("rating-sets"));

        await _stores.QueueAsync(input);

        var undisturbed = new FeedbackStores();
        await undisturbed.QueueAsync(await undisturbed.OrderAsync(await undisturbed.GenerateAsync("r1", Images, Plan)));
        Assert.Equal(
            (await undisturbed.AllAsync("images")).Select(d => d.Body.ToJsonString()).Order(),
            (await _stores.AllAsync("images")).Select(d => d.Body.ToJsonString()).Order());
        Assert.Single(await _stores.AllAsync("rating-sets"));
    }

    [Theory]
    [InlineData("other images", "expected an order of")]
    [InlineData("one left out", "each image of the manifest once")]
    [InlineData("one twice", "each image of the manifest once")]
    [InlineData("null", "found null")]
    [InlineData("none", "each image of the manifest once")]
    public async Task An_order_that_is_none_of_these_images_fails_for_good(string fault, string words)
    {
        var input = await _stores.OrderAsync(await _stores.GenerateAsync("r1", Images, Plan), order => fault switch
        {
            "other images" => order with { ImagesKey = "manifests/other" },
            "one left out" => order with { Images = [.. order.Images.Skip(1)] },
            "one twice" => order with { Images = [.. order.Images.Skip(1), order.Images[^1]] },
            "null" => order with { Images = [null!, .. order.Images.Skip(1)] },
            _ => order with { Images = [] },
        });

        await new FeedbackCollections(_stores.Documents).EnsureAsync(CancellationToken.None);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));

        Assert.Contains(words, error.Message);
        Assert.Empty(await _stores.AllAsync("images"));
        Assert.Empty(await _stores.AllAsync("rating-sets"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"roundId\":\"r1\",\"imagesKey\":\"m\",\"images\":{\"$ne\":1}}")]
    [InlineData("{\"roundId\":\"r1\",\"imagesKey\":\"m\",\"images\":[{\"id\":7}]}")]
    public async Task A_broken_order_fails_for_good(string json)
    {
        var input = await OrderAsync() with
        {
            OrderKey = await _stores.Objects.PutAsync("orders", "json", System.Text.Encoding.UTF8.GetBytes(json)),
        };

        await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));
    }

    [Fact]
    public async Task Each_rater_sees_the_chosen_images_in_an_order_of_their_own_and_nothing_of_why()
    {
        await _stores.QueueAsync(await OrderAsync(Plan with { RatersPerImage = 3 }));
        await using var host = await FeedbackHost.StartAsync(_stores);
        var orders = new List<string[]>();
        foreach (var name in new[] { "anna", "bert", "carl" })
        {
            var answer = await (
                await host.GetAsync($"/api/v1/queue/next?count={Wanted}", await host.RegisterAsync(name))).Content
                    .ReadAsStringAsync();
            orders.Add([.. JsonNode.Parse(answer)!["images"]!.AsArray().Select(i => (string)i!["id"]!)]);
            foreach (var secret in new[] { "disagreement", "random", "rank", "order", "reward" })
                Assert.DoesNotContain(secret, answer, StringComparison.OrdinalIgnoreCase);
        }

        foreach (var order in orders)
            Assert.Equal(First, (await _stores.ImagesOfAsync(order)).Order(StringComparer.Ordinal));
        Assert.Equal(3, orders.Select(o => string.Join(' ', o)).Distinct().Count());
    }

    [Fact]
    public async Task The_frozen_set_holds_the_chosen_images_and_names_the_order_that_chose_them()
    {
        var input = await OrderAsync();
        await _stores.QueueAsync(input);
        await using var host = await FeedbackHost.StartAsync(_stores);
        var key = await host.RegisterAsync("anna");

        while (await host.GetAsync("/api/v1/queue/next?count=5", key) is { StatusCode: HttpStatusCode.OK } next)
            foreach (var item in (await next.Content.ReadFromJsonAsync<QueuePage>())!.Images)
                await host.RateAsync(item.Id, key, $"k-{item.Id}");

        await Eventually.TrueAsync(() => !host.Quorums.IsEmpty, "the quorum");
        var manifest = await _stores.Objects.GetJsonAsync<RatingManifest>(host.Quorums.Single().RatingsKey);
        Assert.Equal(First, manifest.Ratings.Select(r => r.ImageId));
        Assert.Equal(input.OrderKey, manifest.OrderKey);
    }

    [Fact]
    public async Task Where_another_holds_all_chosen_images_the_next_of_the_order_step_in()
    {
        await _stores.QueueAsync(await OrderAsync());
        await using var host = await FeedbackHost.StartAsync(_stores);
        var (anna, bert) = (await host.RegisterAsync("anna"), await host.RegisterAsync("bert"));
        await host.GetAsync($"/api/v1/queue/next?count={Wanted}", anna);

        var page = await (
            await host.GetAsync("/api/v1/queue/next?count=3", bert)).Content.ReadFromJsonAsync<QueuePage>();

        Assert.Equal(
            [Id(Images - Wanted - 1), Id(Images - Wanted - 2), Id(Images - Wanted - 3)],
            await _stores.ImagesOfAsync(page!.Images.Select(i => i.Id)));
    }

    private async Task<ImagesOrdered> OrderAsync(RatingPlan? plan = null) =>
        await _stores.OrderAsync(await _stores.GenerateAsync("r1", Images, plan ?? Plan));

    private static string Id(int i) => $"r1-training-{i:000}";

    private async Task<string> SnapshotAsync()
    {
        var all = new JsonArray();
        foreach (var collection in new[] { "images", "rating-sets" })
            foreach (var document in await _stores.AllAsync(collection))
                all.Add($"{document.Id} {document.Version} {document.Body.ToJsonString()}");
        return all.ToJsonString();
    }
}
