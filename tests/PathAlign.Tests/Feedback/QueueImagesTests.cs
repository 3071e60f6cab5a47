using System.Text.Json.Nodes;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Opening;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using Xunit;

namespace PathAlign.Tests.Feedback;

public sealed class QueueImagesTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task Every_image_is_queued_and_the_set_knows_how_many_are_wanted()
    {
        var outcome = await _stores.QueueAsync(
            await _stores.GenerateAsync("r1", 30, new RatingPlan { Share = 0.1, RatersPerImage = 2 }));

        var set = Assert.Single(await _stores.AllAsync("rating-sets")).Body;
        Assert.Equal(30, (await _stores.AllAsync("images")).Count);
        Assert.Equal((3, 30, 2), ((int)set["wanted"]!, (int)set["images"]!, (int)set["ratersPerImage"]!));
        Assert.Empty(outcome.Events);
    }

    [Fact]
    public async Task An_evaluation_wants_every_image()
    {
        await _stores.QueueAsync(
            await _stores.GenerateAsync("r1", 30, new RatingPlan { Share = 0.1 }, ImagePurpose.Evaluation));

        Assert.Equal(30, (int)Assert.Single(await _stores.AllAsync("rating-sets")).Body["wanted"]!);
    }

    [Fact]
    public async Task A_repeat_changes_nothing()
    {
        var input = await _stores.QueueRoundAsync("r1", 5);
        var before = await SnapshotAsync();

        await _stores.QueueAsync(input);

        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task A_run_that_died_halfway_is_completed_by_the_next()
    {
        var input = await _stores.GenerateAsync("r1", 60);
        var queue = new QueueImages(_stores.Opening());
        await Assert.ThrowsAsync<IOException>(
            () =>
                queue.RunAsync(
                    input,
                    new JobContext("job", "/nowhere", (_, _, _) => throw new IOException("killed")),
                    CancellationToken.None));
        Assert.Empty(await _stores.AllAsync("rating-sets"));

        await _stores.QueueAsync(input);

        Assert.Equal(60, (await _stores.AllAsync("images")).Count);
        Assert.Single(await _stores.AllAsync("rating-sets"));
    }

    [Theory]
    [InlineData("label", "label of 0 to 8")]
    [InlineData("path", "letters, digits")]
    [InlineData("arm", "does not name the arm")]
    [InlineData("twice", "each id once")]
    public async Task An_image_that_breaks_a_rule_fails_for_good(string fault, string words)
    {
        var input = await _stores.GenerateAsync("r1", 3, change: entry => fault switch
        {
            "label" => entry with { Label = 9 },
            "path" => entry with { Id = "../" + entry.Id },
            "arm" => entry with { Arm = "after", Id = "after-" + entry.Id },
            _ => entry with { Id = "same" },
        });

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));

        Assert.Contains(words, error.Message);
    }

    [Fact]
    public async Task Other_images_for_the_same_round_and_purpose_fail_for_good()
    {
        await _stores.QueueRoundAsync("r1", 3);

        var error = await Assert.ThrowsAsync<PermanentFailureException>(
            async () => await _stores.QueueAsync(await _stores.GenerateAsync("r1", 4)));

        Assert.Contains("queued already", error.Message);
        Assert.Equal(3, (await _stores.AllAsync("images")).Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"roundId\":\"r1\",\"images\":[null]}")]
    [InlineData("{\"roundId\":\"r1\",\"images\":[]}")]
    [InlineData("{\"roundId\":\"r2\",\"images\":[]}")]
    [InlineData("{\"roundId\":\"r1\",\"roundId\":\"r1\",\"images\":[]}")]
    [InlineData("{\"roundId\":\"r1\",\"images\":{\"$ne\":1}}")]
    public async Task A_broken_manifest_fails_for_good(string json)
    {
        var input = await _stores.GenerateAsync("r1", 3) with
        {
            ImagesKey = await _stores.Objects.PutAsync("manifests", "json", System.Text.Encoding.UTF8.GetBytes(json)),
        };

        await Assert.ThrowsAsync<InvalidInputException>(() => _stores.QueueAsync(input));
    }

    private async Task<string> SnapshotAsync()
    {
        var all = new JsonArray();
        foreach (var collection in new[] { "images", "rating-sets" })
            foreach (var document in await _stores.AllAsync(collection))
                all.Add($"{document.Id} {document.Version} {document.Body.ToJsonString()}");
        return all.ToJsonString();
    }
}
