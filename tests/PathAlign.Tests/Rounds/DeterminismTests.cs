using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Settings;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Outbox;
using PathAlign.Telemetry;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

[Slow]
public sealed class DeterminismTests(TinyRound round)
{
    [Fact]
    public async Task The_same_seed_leaves_the_same_objects_jobs_and_ratings_in_another_home()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await round.HomeAsync();
        _ = TorchSharp.torch.rand(7);   // what was drawn before must not matter

        await TinyRound.RunAsync(folder.At("other"), round.Settings());

        // Objects are named by their content: images, frozen ratings, reward model, adapter and report, all byte for
        // byte.
        HomeState.AssertSame(await HomeState.ReadAsync(undisturbed), await HomeState.ReadAsync(folder.At("other")));
    }

    /// <summary>Every setting of the services that make a round in one process, with another value.</summary>
    private static readonly Dictionary<Type, JsonObject> _otherSettings = new()
    {
        [typeof(JobOptions)] = new()
        {
            ["MaxAttempts"] = 5,
            ["LeaseSeconds"] = 30,
            ["HeartbeatSeconds"] = 2,
            ["PollSeconds"] = 0.2,
            ["RetrySeconds"] = 1,
            ["WorkFolderDays"] = 1,
        },
        [typeof(OutboxOptions)] = new() { ["IntervalSeconds"] = 3, ["PublishTimeoutSeconds"] = 9 },
        [typeof(FeedbackOptions)] = new()
        {
            ["ScaleSteps"] = 3,
            ["UndoSeconds"] = 1,
            ["MinLookMs"] = 100,
            ["ReservationMinutes"] = 7,
            ["ErasureSettleSeconds"] = 1,
            ["MaxBulkBytes"] = 4096,
            ["MaxBulkRatings"] = 2,
            ["MaxImportBytes"] = 4096,
            ["MaxRemarkLength"] = 10,
            ["MaxImagesPerPage"] = 200,
            ["MaxObjectBytes"] = 1 << 30,
            ["WebhookTries"] = 2,
            ["SessionHours"] = 1,
            ["SignInsPerMinute"] = 20,
            ["SignInsPerMinuteAndAddress"] = 120,
            ["SignInsPerMinuteInAll"] = 2400,
            ["MaxBodyBytes"] = 8192,
            ["RequestsPerMinute"] = 50_000,
        },
        [typeof(RetentionOptions)] = new()
        {
            ["IntervalHours"] = 1,
            ["SessionDays"] = 1,
            ["DeliveryDays"] = 1,
            ["PresentationDays"] = 1,
            ["RatingCountDays"] = 1,
            ["ImportDays"] = 1,
            ["JobDays"] = 1,
            ["RejectedImageDays"] = 1,
            ["OrphanDays"] = 1,
        },
        [typeof(TelemetryOptions)] = new() { ["MetricsSeconds"] = 60, ["TraceShare"] = 0.5 },
    };

    // Set by the program, or addresses and secrets of others.
    private static readonly string[] _fixed =
    [
        "WorkRoot", "ReannounceAllAtStart", "TakeOverAtStart", "Webhooks", "OperatorKey", "Oidc", "Endpoint",
    ];

    [Fact]
    public async Task No_setting_outside_the_plan_changes_a_byte()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = HomeState.ObjectsOf(Path.Combine(await round.HomeAsync(), "objects"));
        foreach (var (type, values) in _otherSettings)
            Assert.Equal(
                type.GetProperties().Where(p => p.CanWrite).Select(p => p.Name).Except(_fixed).Order(),
                values.Select(v => v.Key).Order());

        await TinyRound.RunAsync(folder.At("other"), round.Settings(), prepare: app =>
        {
            foreach (var (type, values) in _otherSettings)
                foreach (var (name, value) in values)
                    app.Configuration[$"{type.GetField("Section")!.GetValue(null)}:{name}"] = value!.ToString();
            Assert.Equal(5, app.Services.GetRequiredService<IOptions<JobOptions>>().Value.MaxAttempts);
        });

        Assert.Equal(undisturbed, HomeState.ObjectsOf(folder.At("other/objects")));
    }

    [Fact]
    public async Task The_size_of_shards_changes_no_image()
    {
        using var folder = new TemporaryFolder();
        var settings = round.Settings() with
        {
            Configure = plan => TinyRound.Configure(plan) is var tiny
                ? tiny with { Generation = tiny.Generation with { ShardImages = 7 } }
                : plan,
        };

        await TinyRound.RunAsync(folder.At("other"), settings);

        Assert.Equal(7 + 4 + 4, ShardsOf(await HomeState.ReadAsync(folder.At("other"))));
        // The adapter names the plan, and its images name the adapter; all others are equal.
        var (before, after) = (
            Images(Path.Combine(await round.HomeAsync(), "objects")), Images(folder.At("other/objects")));
        Assert.Equal(
            TinyRound.Classes * (TinyRound.ImagesPerClass + TinyRound.EvaluationPerClass),
            before.Intersect(after).Count());
    }

    private static int ShardsOf(HomeState home) => home.Of("jobs").Count(job => (string)job["kind"]! == "draw-shard");

    private static IEnumerable<string> Images(string objects) =>
        HomeState.ObjectsOf(objects).Where(key => key.StartsWith("images/", StringComparison.Ordinal));

    [Fact]
    public async Task Another_seed_leaves_other_images_and_another_adapter()
    {
        using var folder = new TemporaryFolder();
        // data, generator, filter, judge
        var (undisturbed, inputs) = (HomeState.ObjectsOf(Path.Combine(await round.HomeAsync(), "objects")), 4);

        await TinyRound.RunAsync(folder.At("other"), round.Settings(seed: TinyRound.Seed + 100));

        Assert.Equal(inputs, undisturbed.Intersect(HomeState.ObjectsOf(folder.At("other/objects"))).Count());
    }
}
