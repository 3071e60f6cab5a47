using MassTransit;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Generator.Rounds;

/// <summary>Announces the end of a drawing when its last shard is in.</summary>
/// <remarks>
/// A shard's outcome is stored before it is announced. So whichever announcement is read last finds the outcomes of all
/// shards. If several find them, they announce the same event, which is one job to its consumer.
/// </remarks>
public sealed class CountShards(FinishedShards shards, Announcer announcer) : IConsumer<ShardDrawn>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ShardDrawn> context)
    {
        var drawing = FinishedShards.DrawingOf(context.Message);
        var finished = await shards.OfAsync(drawing, context.CancellationToken);
        if (finished.Count == drawing.Shards)
            await announcer.TryPublishAsync(StageNames.Generator, drawing, context.CancellationToken);
    }
}
