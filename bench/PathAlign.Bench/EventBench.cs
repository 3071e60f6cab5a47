using System.Globalization;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging;

namespace PathAlign.Bench;

/// <summary>
/// Measures events from publishers, which await each confirmation, to a consumer: over the product's queues and over
/// MassTransit alone, on one broker with replicated queues. Also measures events that become jobs, which are stored,
/// run and marked as done in SQLite.
/// </summary>
internal static class EventBench
{
    private const int Events = 10_000, Jobs = 1_000, Publishers = 64, Prefetch = 64, Rounds = 3;

    internal static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("pathalign-bench").FullName;
        var cluster = new BenchCluster(Path.Combine(folder, "cluster"));
        try
        {
            cluster.Up("broker");
            var (ours, bare, jobs) = (new List<double>(), new List<double>(), new List<double>());
            using var product = await BenchBroker.JoinAsync(
                cluster.Broker, folder, services => services.AddSingleton<EventTally>()
                .AddStage("bench", stage => stage.Consume<CountRatingConsumer>("count-rating"))
                    .AddStage(
                        "jobs",
                        stage => stage.Handle<RoundRequested, CountRound>(new JobQueue("jobs", "count-round"))));
            using (
                var alone = await BenchBroker.BareAsync<CountBareConsumer>(
                    cluster.Broker, "alone", Prefetch, services => services.AddSingleton<EventTally>()))
            {
                for (var round = -1; round < Rounds; round++)   // the first round warms up both
                {
                    var (of, than) = (
                        await PerSecondAsync(product, Events, i => Rating($"{round}-{i}")),
                        await PerSecondAsync(alone, Events, i => new Bare(Rating($"{round}-{i}"))));
                    if (round < 0) continue;
                    ours.Add(of);
                    bare.Add(than);
                }
                await alone.StopAsync();
            }
            for (var round = 0; round < Rounds; round++)
                jobs.Add(
                    await PerSecondAsync(
                        product, Jobs, i => new RoundRequested { RoundId = $"job-{round}-{i}", PlanKey = "plans/1" }));
            await product.StopAsync();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"n={Rounds}x{Events}, {Publishers} publishers: ours {Figures.Median(ours):f0} events/s, " +
                        $"MassTransit alone {Figures.Median(bare):f0} events/s, " +
                        $"{Figures.Median(ours) / Figures.Median(bare):p0}"));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"n={Rounds}x{Jobs}: {Figures.Median(jobs):f0} events/s as jobs, published, stored and run"));
            return 0;
        }
        finally
        {
            cluster.Down();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> PerSecondAsync(IHost host, int events, Func<int, object> message)
    {
        var (bus, tally) = (host.Services.GetRequiredService<IBus>(), host.Services.GetRequiredService<EventTally>());
        var before = tally.Count;
        var milliseconds = await Figures.MillisecondsAsync(async () =>
        {
            await Figures.PerSecondAsync(events, Publishers, i => bus.Publish(message(i)));
            if (!await tally.ReachesAsync(before + events))
                throw new InvalidOperationException($"expected {before + events} events, found {tally.Count}");
        });
        return events / milliseconds * 1000;
    }

    private static FeedbackReceived Rating(string id) =>
        new()
        {
            RoundId = "round",
            PlanKey = "plans/1",
            Purpose = ImagePurpose.Training,
            RatingId = id,
            ImageId = "image",
            Rater = "rater",
            Simulated = true,
        };

    /// <summary>The same event on a separate exchange.</summary>
    public sealed record Bare(FeedbackReceived Event);

    private sealed class CountBareConsumer(EventTally tally) : IConsumer<Bare>
    {
        public Task Consume(ConsumeContext<Bare> context)
        {
            tally.Add(context.Message.Event.RatingId);
            return Task.CompletedTask;
        }
    }
}
