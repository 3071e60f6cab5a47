using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Reward.Training;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Tests.Messaging;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>Two rounds in which not all images were rated, and not chance said which.</summary>
[Collection(nameof(TinyRound))]
public sealed class OrderedRoundTests(TinyRound round) : IDisposable
{
    private const int Drawn = TinyRound.ImagesPerClass * TinyRound.Classes, Wanted = 18, AtRandom = 4;   // two in five of 45; a quarter of them
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_round_asks_no_model_and_the_second_the_one_that_the_first_has_trained()
    {
        var (objects, rounds) = await RoundsAsync();

        var (first, second) = (await objects.GetJsonAsync<ImageOrder>(Only<ImagesOrdered>(rounds[0]).OrderKey), await objects.GetJsonAsync<ImageOrder>(Only<ImagesOrdered>(rounds[1]).OrderKey));
        Assert.Null(first.RewardKey);
        Assert.All(first.Images, image => Assert.Null(image.Disagreement));
        Assert.Equal(Only<RewardModelTrained>(rounds[0]).RewardKey, second.RewardKey);
        Assert.All(second.Images, image => Assert.InRange(image.Disagreement!.Value, 0, Math.Log(2)));
        Assert.All(new[] { first, second }, order => Assert.Equal((Drawn, AtRandom), (order.Images.Count, order.Images.Count(image => image.AtRandom))));
    }

    [Fact]
    public async Task Just_the_chosen_images_are_rated_and_learned_from()
    {
        var (objects, rounds) = await RoundsAsync();

        foreach (var events in rounds)
        {
            var ordered = Only<ImagesOrdered>(events);
            var trained = Only<RewardModelTrained>(events);
            var order = await objects.GetJsonAsync<ImageOrder>(ordered.OrderKey);
            var ratings = await objects.GetJsonAsync<RatingManifest>(trained.RatingsKey);
            Assert.Equal(order.Images.Take(Wanted).Select(image => image.Id).Order(StringComparer.Ordinal), ratings.Ratings.Select(r => r.ImageId));
            Assert.Equal((Wanted, ordered.OrderKey), (ordered.Wanted, ratings.OrderKey));
            var report = await objects.GetJsonAsync<RewardReport>(trained.ReportKey);
            Assert.Equal((Wanted - AtRandom, AtRandom), (report.TrainCount, report.HeldOutCount));   // all that chance chose is held out: a fifth of 18
        }
    }

    [Fact]
    public async Task Operators_see_that_images_were_chosen()
    {
        var jobs = (await HomeState.ReadAsync(await round.OrderedHomeAsync())).Of("jobs");

        string[] expected = ["feedback-queue-images done", "feedback-queue-ordered-images done", "reward-order-images done"];
        Assert.Equal(expected.SelectMany(e => new[] { e, e }), jobs.Select(job => $"{job["stage"]}-{job["kind"]} {job["state"]}").Where(j => j.Contains("queue") || j.Contains("order")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("no images", "expected images to order")]
    [InlineData("no reward model", "of a reward model")]
    [InlineData("another plan", "Rating.RandomShare")]
    public async Task What_trying_again_cannot_mend_is_parked_at_once(string fault, string words)
    {
        using var home = new Home(await round.CopyOrderedHomeAsync(_folder));
        await using var app = EmbeddedHost.Build(home);
        await app.StartAsync();
        var objects = app.Services.GetRequiredService<IObjectStore>();
        var job = (await app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs.First(j => j.Kind == "order-images");
        var input = (ImagesGenerated)job.Input.Read();
        var plan = await objects.GetJsonAsync<RoundPlan>(input.PlanKey);

        await app.Services.GetRequiredService<MassTransit.IBus>().Publish(fault switch
        {
            "no images" => input with { RoundId = "parked", ImagesKey = await objects.PutJsonAsync("manifests", new ImageManifest { RoundId = "parked", Images = [] }) },
            "no reward model" => input with { RoundId = "parked", PlanKey = await objects.PutJsonAsync("plans", plan with { Rating = plan.Rating with { RewardKey = plan.FilterKey } }) },
            _ => input with { RoundId = "parked", PlanKey = await objects.PutJsonAsync("plans", plan with { Rating = plan.Rating with { RandomShare = 0 } }) },
        });

        var parked = await Eventually.SeeAsync(async () => (await app.Services.GetRequiredService<JobStore>().ListAsync("parked", JobState.Failed)).Jobs is [var failed] ? failed : null, "the parked job");
        Assert.Equal(1, parked.Attempts);
        Assert.Contains(words, parked.Error);
        await app.StopAsync();
    }

    /// <summary>What was announced in each of the two rounds.</summary>
    private async Task<(FileObjectStore objects, IReadOnlyList<IReadOnlyList<IRoundEvent>> rounds)> RoundsAsync()
    {
        using var home = new Home(await round.CopyOrderedHomeAsync(_folder));
        await using var app = EmbeddedHost.Build(home);
        var jobs = (await app.Services.GetRequiredService<JobStore>().ListAsync()).Jobs;
        return (new FileObjectStore(home.Objects), [.. jobs.GroupBy(j => j.RoundId).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (IReadOnlyList<IRoundEvent>)[.. g.SelectMany(j => j.Outgoing).Select(e => e.Read())])]);
    }

    private static T Only<T>(IReadOnlyList<IRoundEvent> events) => events.OfType<T>().Single();
}
