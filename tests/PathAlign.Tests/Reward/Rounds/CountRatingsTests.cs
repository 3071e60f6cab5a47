using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Plans;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging;
using PathAlign.Reward.Rounds;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Feedback;
using PathAlign.Tests.Messaging;
using Xunit;

namespace PathAlign.Tests.Reward.Rounds;

/// <summary>Every rating to learn from counts once towards its round.</summary>
public sealed class CountRatingsTests : IAsyncLifetime
{
    private readonly FailingDocuments _documents = new(new InMemoryDocumentStore());
    private readonly ServedObjects _objects = new();
    private IHost _host = null!;
    private string _plan = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await Apart.StartAsync(StartAsync);
        _plan = await _objects.PutJsonAsync(
            "plans",
            new RoundPlan
            {
                RoundId = "round-1",
                Data = await _objects.PutAsync("data", "npz", new byte[] { 1 }),
                GeneratorKey = "generator",
                FilterKey = await _objects.PutAsync("weights", "safetensors", new byte[] { 2 }),
                JudgeKey = "judge",
            });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task A_first_delivery_counts_once_for_each_image_and_rater()
    {
        for (var image = 0; image < 40; image++) await PublishAsync(Rating($"i-{image}", "anna"));
        await PublishAsync(Rating("i-0", "olga"), Rating("i-0", "anna") with { RatingId = "a change of mind" });
        await PublishAsync(Rating("i-1", "anna") with { Purpose = ImagePurpose.Evaluation });
        await PublishAsync(Rating("i-1", "anna") with { RoundId = "round-2" });

        await CountedAsync("round-1", 41);
        await CountedAsync("round-2", 1);
    }

    [Fact]
    public async Task A_repeat_and_a_late_delivery_change_nothing()
    {
        await PublishAsync(Rating("i-0", "anna"), Rating("i-1", "anna"));
        await CountedAsync("round-1", 2);

        await PublishAsync(Rating("i-1", "anna"), Rating("i-0", "anna"), Rating("i-2", "anna"));

        await CountedAsync("round-1", 3);
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_while_loses_no_rating()
    {
        _documents.Down = true;
        await PublishAsync(Rating("i-0", "anna"));
        await Eventually.TrueAsync(() => _documents.Refused > 0, "the count to be refused");

        _documents.Down = false;

        await CountedAsync("round-1", 1);
    }

    [Fact]
    public async Task What_training_reads_is_fetched_while_raters_rate_once_a_round()
    {
        await PublishAsync(Rating("i-0", "anna"));
        await Eventually.TrueAsync(() => _objects.Fetched.Count == 2, "data and weights");

        await PublishAsync(Rating("i-1", "anna"));
        await CountedAsync("round-1", 2);

        Assert.Equal(["data", "weights"], _objects.Fetched.Select(key => key.Split('/')[0]).Order());
    }

    [Fact]
    public async Task A_plan_that_is_not_there_stops_neither_the_count_nor_the_next_round()
    {
        var missing = ObjectKey.Of("plans", "json", new byte[32]);
        await PublishAsync(Rating("i-0", "anna") with { PlanKey = missing, RoundId = "round-0" });
        await CountedAsync("round-0", 1);

        await PublishAsync(Rating("i-0", "anna"));

        await Eventually.TrueAsync(() => _objects.Fetched.Count == 2, "data and weights");
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton<IObjectStore>(_objects).AddSingleton<RoundInputs>();
        builder.Services.AddSingleton(new RatingCounts(_documents)).AddSingleton<TrainingFiles>();
        builder.Services.AddHostedService(s => s.GetRequiredService<TrainingFiles>());
        builder.Services.AddStage(
            StageNames.Reward, stage => stage.ConsumeBatch<FeedbackReceived, CountRatings>("count-ratings"));
        builder.Services.AddMassTransitTestHarness(TextWriter.Null, bus => bus.JoinStages(builder.Services));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private FeedbackReceived Rating(string image, string rater) => new()
    {
        RoundId = "round-1",
        PlanKey = _plan,
        Purpose = ImagePurpose.Training,
        RatingId = $"{image}-{rater}",
        ImageId = image,
        Rater = rater,
    };

    private async Task PublishAsync(params FeedbackReceived[] ratings)
    {
        foreach (var rating in ratings) await _host.Services.GetRequiredService<IBus>().Publish(rating);
    }

    private Task CountedAsync(string round, long count) => Eventually.TrueAsync(
        async () => await new RatingCounts(_documents).OfAsync(round, CancellationToken.None) == count,
        $"{count} ratings of {round}");
}
