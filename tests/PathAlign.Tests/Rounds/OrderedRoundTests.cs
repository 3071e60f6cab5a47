using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Reward.Ordering;
using PathAlign.Reward.Training;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Training.Classification;
using PathAlign.Training.Reward;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>Two rounds in which not all images were rated, and not chance said which.</summary>
[Slow]
public sealed class OrderedRoundTests(TinyRound round) : IDisposable
{
    // two in five of 45; a quarter of them
    private const int Drawn = TinyRound.ImagesPerClass * TinyRound.Classes, Wanted = 18, AtRandom = 4;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Chance_chooses_in_the_first_round_and_its_reward_model_in_the_second()
    {
        var (objects, rounds) = await RoundsAsync();

        Assert.Empty(rounds[0].OfType<ImagesOrdered>());
        var order = await objects.GetJsonAsync<ImageOrder>(Only<ImagesOrdered>(rounds[1]).OrderKey);
        Assert.Equal(Only<RewardModelTrained>(rounds[0]).RewardKey, order.RewardKey);
        Assert.All(order.Images, image => Assert.InRange(image.Disagreement, 0, Math.Log(2)));
        Assert.Equal((Drawn, AtRandom), (order.Images.Count, order.Images.Count(image => image.AtRandom)));
    }

    [Fact]
    public async Task Just_the_chosen_images_are_rated_and_none_is_held_out_that_chance_did_not_choose()
    {
        var (objects, rounds) = await RoundsAsync();
        async Task<(RatingManifest ratings, RewardReport report)> LearnedAsync(IReadOnlyList<IRoundEvent> events) =>
            (
                await objects.GetJsonAsync<RatingManifest>(Only<RewardModelTrained>(events).RatingsKey),
                await objects.GetJsonAsync<RewardReport>(Only<RewardModelTrained>(events).ReportKey));

        var (first, second) = (await LearnedAsync(rounds[0]), await LearnedAsync(rounds[1]));

        var ordered = Only<ImagesOrdered>(rounds[1]);
        var order = await objects.GetJsonAsync<ImageOrder>(ordered.OrderKey);
        Assert.Equal((Wanted, null), (first.ratings.Ratings.Count, first.ratings.OrderKey));
        Assert.Equal((Wanted, ordered.OrderKey), (ordered.Wanted, second.ratings.OrderKey));
        Assert.Equal(
            order.Images.Take(Wanted).Select(image => image.Id).Order(StringComparer.Ordinal),
            second.ratings.Ratings.Select(r => r.ImageId));
        // a fifth of 18, which is all that chance chose
        Assert.All(
            new[] { first.report, second.report },
            report => Assert.Equal((Wanted - AtRandom, AtRandom), (report.TrainCount, report.HeldOutCount)));
    }

    [Fact]
    public async Task The_second_round_goes_through_the_choice_and_not_past_it()
    {
        var jobs = (await HomeState.ReadAsync(await round.OrderedHomeAsync())).Of("jobs");

        string[] expected =
        [
            "feedback-queue-images",
            "feedback-queue-images",
            "feedback-queue-images",
            "feedback-queue-ordered-images",
            "reward-choose-images",
            "reward-order-images",
            "reward-score-shard",
            "reward-score-shard",
        ];
        Assert.Equal(
            expected,
            jobs.Select(job => $"{job["stage"]}-{job["kind"]}")
                .Where(j => new[] { "queue", "order", "score", "choose" }.Any(j.Contains))
                .Order(StringComparer.Ordinal));
        Assert.All(jobs, job => Assert.Equal("done", (string?)job["state"]));
    }

    [Fact]
    public async Task Each_image_has_its_own_score_from_whichever_shard()
    {
        using var home = new Home(await round.CopyOrderedHomeAsync(_folder));
        var (objects, rounds) = await RoundsAsync(home);
        var ordered = Only<ImagesOrdered>(rounds[1]);
        var images = (await objects.GetJsonAsync<ImageManifest>(ordered.ImagesKey)).Images;
        var plan = await objects.GetJsonAsync<RoundPlan>(ordered.PlanKey);

        var order = await objects.GetJsonAsync<ImageOrder>(ordered.OrderKey);

        Assert.Equal(2, rounds[1].OfType<ShardScored>().Count());
        using var classifier = ClassifierModel.Load(await objects.GetFileAsync(plan.FilterKey));
        using var network = RewardFile.Read(await objects.GetFileAsync(order.RewardKey), classifier.Network);
        var scores = ImageScores.Of(
            network, await new RoundInputs(objects).TilesAsync(images, default), CancellationToken.None);
        var expected = ChosenImages.Of(
            ordered.Wanted,
            plan.Rating.RandomShare,
            plan.Seed,
            [.. images.Select(image => image.Label)],
            scores.Disagreement,
            scores.Points);
        Assert.Equal(expected.Select(c => images[c.Image].Id), order.Images.Select(image => image.Id));
    }

    [Theory]
    [InlineData("no images", "expected images to order")]
    [InlineData("no reward model", "of a reward model")]
    [InlineData("none named", "expected a reward model that orders images")]
    [InlineData("another plan", "Rating.RandomShare")]
    public async Task What_trying_again_cannot_mend_is_parked_at_once(string fault, string words)
    {
        using var home = new Home(await round.CopyOrderedHomeAsync(_folder));
        await using var app = EmbeddedHost.Build(home);
        await app.StartAsync();
        var objects = app.Services.GetRequiredService<IObjectStore>();
        var job = (
            await app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs.First(j => j.Kind == "order-images");
        var input = (ImagesGenerated)job.Input.Read();
        var plan = await objects.GetJsonAsync<RoundPlan>(input.PlanKey);

        await app.Services.GetRequiredService<MassTransit.IBus>().Publish(fault switch
        {
            "no images" =>
                input with
                {
                    RoundId = "parked",
                    ImagesKey = await objects.PutJsonAsync(
                        "manifests", new ImageManifest { RoundId = "parked", Images = [] }),
                },
            "no reward model" =>
                input with
                {
                    RoundId = "parked",
                    PlanKey = await objects.PutJsonAsync(
                        "plans", plan with { Rating = plan.Rating with { RewardKey = plan.FilterKey } }),
                },
            "none named" =>
                input with
                {
                    RoundId = "parked",
                    PlanKey = await objects.PutJsonAsync(
                        "plans", plan with { Rating = plan.Rating with { RewardKey = null } }),
                },
            _ =>
                input with
                {
                    RoundId = "parked",
                    PlanKey = await objects.PutJsonAsync(
                        "plans", plan with { Rating = plan.Rating with { RandomShare = 0 } }),
                },
        });

        var parked = await Eventually.SeeAsync(
            async () =>
                (
                    await app.Services.GetRequiredService<JobStore>().ListAsync("parked", JobState.Failed)).Jobs is
                    [
                        var failed
                    ]
                    ? failed
                    : null,
            "the parked job");
        Assert.Equal(1, parked.Attempts);
        Assert.Contains(words, parked.Error);
        await app.StopAsync();
    }

    /// <summary>What was announced in each of the two rounds.</summary>
    private async Task<(FileObjectStore objects, IReadOnlyList<IReadOnlyList<IRoundEvent>> rounds)> RoundsAsync()
    {
        using var home = new Home(await round.CopyOrderedHomeAsync(_folder));
        return await RoundsAsync(home);
    }

    private static async Task<(FileObjectStore objects, IReadOnlyList<IReadOnlyList<IRoundEvent>> rounds)> RoundsAsync(
        Home home)
    {
        await using var app = EmbeddedHost.Build(home);
        var jobs = (await app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs;
        return (
            new FileObjectStore(home.Objects),
            [
                .. jobs.GroupBy(j => j.RoundId)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => (IReadOnlyList<IRoundEvent>)[.. g.SelectMany(j => j.Outgoing).Select(e => e.Read())])
            ]);
    }

    private static T Only<T>(IReadOnlyList<IRoundEvent> events) => events.OfType<T>().Single();
}
