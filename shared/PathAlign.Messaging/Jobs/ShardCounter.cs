using MassTransit;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;

namespace PathAlign.Messaging.Jobs;

/// <summary>Announces the end of a split work when its last shard is in.</summary>
/// <typeparam name="TShard">The event of a finished shard.</typeparam>
/// <param name="shards">The finished shards.</param>
/// <param name="announcer">Announces the end.</param>
/// <param name="queue">The queue of the shards' jobs.</param>
/// <remarks>
/// A shard's outcome is stored before it is announced. So whichever announcement is read last finds the outcomes of all
/// shards. If several find them, they announce the same event, which is one job to its consumer.
/// </remarks>
public abstract class ShardCounter<TShard>(FinishedShards shards, Announcer announcer, JobQueue queue)
    : IConsumer<TShard>
    where TShard : class, IFinishedShard
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<TShard> context)
    {
        var (shard, cancel) = (context.Message, context.CancellationToken);
        var whole = shard.Whole();
        // counted first: reading all of them after each shard would take long
        if (!await shards.MayBeAllAsync(queue, shard, cancel)) return;
        var finished = await shards.OfAsync<TShard>(queue, whole, cancel);
        if (finished.Count == shard.Shards) await announcer.TryPublishAsync(queue.Stage, whole, cancel);
    }
}
