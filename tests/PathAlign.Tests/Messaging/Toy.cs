using System.Collections.Concurrent;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Tests.Messaging;

/// <summary>What a test wants the toy handler to do, and what it saw.</summary>
internal sealed class Toy
{
    internal static readonly JobQueue Queue = new("toy", "toy");

    internal Func<JobContext, CancellationToken, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    internal Func<RoundRequested, bool> Accepts { get; set; } = _ => true;

    internal Func<RoundRequested, IRoundEvent[]> Outcome { get; set; } = input => [Images(input, 9)];

    internal ConcurrentQueue<string> Runs { get; } = new();

    internal static ImagesGenerated Images(RoundRequested input, int count) =>
        new()
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            Purpose = ImagePurpose.Training,
            ImagesKey = "images",
            Count = count,
        };

    internal static RoundRequested Request(string roundId = "round-1") =>
        new() { RoundId = roundId, PlanKey = "plans/1" };
}

internal sealed class ToyHandler(Toy toy) : IJobHandler<RoundRequested>
{
    public bool Accepts(RoundRequested input) => toy.Accepts(input);

    public async Task<JobOutcome> RunAsync(RoundRequested input, JobContext context, CancellationToken cancel)
    {
        toy.Runs.Enqueue(context.JobId);
        await toy.Work(context, cancel);
        return new(toy.Outcome(input));
    }
}
