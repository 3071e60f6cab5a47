using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>
/// Input that trying again cannot mend: the job is parked at its first try and says what was expected where.
/// </summary>
public sealed class BrokenInputTests(TinyRound round) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Home _home = null!;
    private WebApplication _app = null!;

    private IObjectStore Objects => _app.Services.GetRequiredService<IObjectStore>();

    public async ValueTask InitializeAsync()
    {
        _home = new Home(_folder.At("home"));
        _app = EmbeddedHost.Build(_home);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _home.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_handler_parks_an_event_whose_plan_is_not_there()
    {
        var missing = ObjectKey.Of("plans", "json", new byte[32]);
        const string Round = "lost";

        await PublishAsync(
            new RoundRequested { RoundId = Round, PlanKey = missing },
            new ImagesGenerated
            {
                RoundId = Round,
                PlanKey = missing,
                Purpose = ImagePurpose.Training,
                ImagesKey = missing,
                Count = 1,
            },
            new ImagesGenerated
            {
                RoundId = Round,
                PlanKey = missing,
                Purpose = ImagePurpose.Training,
                ImagesKey = missing,
                Count = 1,
                ToOrder = true,
            },
            new ImagesOrdered
            {
                RoundId = Round,
                PlanKey = missing,
                ImagesKey = missing,
                OrderKey = missing,
                Wanted = 1,
            },
            new FeedbackQuorumReached
            {
                RoundId = Round,
                PlanKey = missing,
                Purpose = ImagePurpose.Training,
                ImagesKey = missing,
                RatingsKey = missing,
                Count = 1,
            },
            new FeedbackQuorumReached
            {
                RoundId = Round,
                PlanKey = missing,
                Purpose = ImagePurpose.Evaluation,
                ImagesKey = missing,
                RatingsKey = missing,
                Count = 1,
            },
            new RewardModelTrained
            {
                RoundId = Round,
                PlanKey = missing,
                ImagesKey = missing,
                RatingsKey = missing,
                RewardKey = missing,
                ReportKey = missing,
            },
            new AdapterReady
            {
                RoundId = Round,
                PlanKey = missing,
                AdapterKey = missing,
                RewardKey = missing,
                ReportKey = missing,
            },
            new AdapterPromoted { RoundId = Round, PlanKey = missing, AdapterKey = missing, ReportKey = missing });

        var parked = await ParkedAsync(Round, 9);
        Assert.Equal(
            [
                "decide-adapter",
                "draw-comparison",
                "draw-round",
                "finetune-adapter",
                "order-images",
                "promote-adapter",
                "queue-images",
                "queue-ordered-images",
                "train-reward",
            ],
            parked.Select(j => j.Kind).Order(StringComparer.Ordinal));
        Assert.All(
            parked,
            job =>
                Assert.Equal(
                    (1, $"object '{missing}': expected it in the store, found nothing"), (job.Attempts, job.Error)));
    }

    [Fact]
    public async Task A_damaged_plan_or_generator_is_parked_with_the_object_and_the_rule()
    {
        var png = await Objects.PutAsync(
            "weights", "safetensors", new byte[] { 0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 0, 0, 0 });
        var good = new RoundPlan
        {
            RoundId = "broken-1",
            Data = "phantom",
            GeneratorKey = png,
            FilterKey = png,
            JudgeKey = png,
        };
        var damaged = await Objects.PutJsonAsync("plans", good with { RoundId = "broken-3" });
        File.AppendAllText(Path.Combine(_home.Objects, damaged), " ");

        await PublishAsync(
            new RoundRequested { RoundId = "broken-1", PlanKey = await Objects.PutJsonAsync("plans", good) },
            new RoundRequested
            {
                RoundId = "broken-2",
                PlanKey = await Objects.PutAsync("plans", "json", "{\"roundId\": 7}"u8.ToArray()),
            },
            new RoundRequested { RoundId = "broken-3", PlanKey = damaged },
            new RoundRequested
            {
                RoundId = "broken-4",
                PlanKey = await Objects.PutJsonAsync(
                    "plans", good with { RoundId = "broken-4", Generation = new GenerationPlan { Steps = 0 } }),
            },
            new RoundRequested { RoundId = "broken-5", PlanKey = "../../etc/passwd" });

        Assert.Contains("header", (await ParkedAsync("broken-1", 1))[0].Error);
        Assert.Contains("$.roundId", (await ParkedAsync("broken-2", 1))[0].Error);
        Assert.Contains(
            $"object '{damaged}': expected content of that hash", (await ParkedAsync("broken-3", 1))[0].Error);
        Assert.Contains("Generation.Steps", (await ParkedAsync("broken-4", 1))[0].Error);
        Assert.Contains("expected an object key", (await ParkedAsync("broken-5", 1))[0].Error);
    }

    [Fact]
    public async Task Ratings_of_too_few_images_and_a_comparison_without_an_adapter_are_parked()
    {
        var classifier = await Objects.PutFileAsync("weights", "safetensors", round.Filter);
        var plan = new RoundPlan
        {
            RoundId = "empty",
            Data = await Objects.PutFileAsync("data", "npz", round.Data),
            GeneratorKey = classifier,
            FilterKey = classifier,
            JudgeKey = classifier,
        };
        var planKey = await Objects.PutJsonAsync("plans", plan);
        var images = await Objects.PutJsonAsync("manifests", new ImageManifest { RoundId = "empty", Images = [] });
        var ratings = await Objects.PutJsonAsync("ratings", new RatingManifest { RoundId = "empty", Ratings = [] });
        FeedbackQuorumReached Quorum(ImagePurpose purpose) =>
            new()
            {
                RoundId = "empty",
                PlanKey = planKey,
                Purpose = purpose,
                ImagesKey = images,
                RatingsKey = ratings,
                Count = 0,
            };

        await PublishAsync(Quorum(ImagePurpose.Training), Quorum(ImagePurpose.Evaluation));

        var parked = await ParkedAsync("empty", 2);
        Assert.Contains("at least two rated images", parked.Single(j => j.Kind == "train-reward").Error);
        Assert.Contains("expected an adapter", parked.Single(j => j.Kind == "decide-adapter").Error);
    }

    [Fact]
    public async Task Shards_that_are_missing_or_beyond_the_images_are_parked()
    {
        var classifier = await Objects.PutFileAsync("weights", "safetensors", round.Filter);
        var planKey = await Objects.PutJsonAsync(
            "plans",
            new RoundPlan
            {
                RoundId = "shards",
                Data = "phantom",
                GeneratorKey = classifier,
                FilterKey = classifier,
                JudgeKey = classifier,
            });
        var images = await Objects.PutJsonAsync("manifests", new ImageManifest { RoundId = "shards", Images = [] });

        await PublishAsync(
            new DrawingCompleted
            {
                RoundId = "shards",
                PlanKey = planKey,
                Purpose = ImagePurpose.Training,
                Shards = 3,
            },
            new ScoringCompleted { RoundId = "shards", PlanKey = planKey, ImagesKey = images, Shards = 2 },
            new ScoringRequested
            {
                RoundId = "shards",
                PlanKey = planKey,
                ImagesKey = images,
                Shard = 0,
                Shards = 1,
                First = 0,
                Count = 5,
            });

        var errors = (await ParkedAsync("shards", 3)).ToDictionary(j => j.Kind, j => j.Error);
        Assert.Equal("generator-draw-shard: expected 3 finished shards, found 0", errors["assemble-shards"]);
        Assert.Equal("reward-score-shard: expected 2 finished shards, found 0", errors["choose-images"]);
        Assert.Contains("found 5 images from 0", errors["score-shard"]);
    }

    private async Task PublishAsync(params IRoundEvent[] events)
    {
        foreach (var happened in events)
            await _app.Services.GetRequiredService<IBus>().Publish(happened, happened.GetType());
    }

    private Task<IReadOnlyList<JobDocument>> ParkedAsync(string roundId, int count) => Eventually.SeeAsync(
        async () =>
            (await _app.Services.GetRequiredService<JobStore>().ListAsync(roundId, JobState.Failed)).Jobs is { } jobs
                && jobs.Count == count
                ? jobs
                : null, $"{count} parked jobs of {roundId}");
}
