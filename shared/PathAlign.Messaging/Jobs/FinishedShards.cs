using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;

namespace PathAlign.Messaging.Jobs;

/// <summary>Reads which shards of a round's work are finished from their jobs.</summary>
public sealed class FinishedShards(JobStore jobs)
{
    /// <summary>The finished shards, in their order.</summary>
    /// <typeparam name="TShard">The event of a finished shard.</typeparam>
    /// <param name="queue">The queue of the shards' jobs.</param>
    /// <param name="whole">The event that announces the end of the whole work.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<IReadOnlyList<TShard>> OfAsync<TShard>(
        JobQueue queue, IRoundEvent whole, CancellationToken cancel)
        where TShard : IFinishedShard
    {
        var finished = new SortedDictionary<int, TShard>();
        await foreach (var job in jobs.DoneAsync(whole.RoundId, queue, cancel))
            foreach (var shard in job.Outgoing.Select(e => e.ReadKnown()).OfType<TShard>())
                if (shard.Whole().Equals(whole)) finished[shard.Shard] = shard;
        return [.. finished.Values];
    }

    /// <summary>
    /// Whether as many jobs of the round are done as the work has shards. Some may belong to another step of the round.
    /// </summary>
    internal async Task<bool> MayBeAllAsync(JobQueue queue, IFinishedShard shard, CancellationToken cancel) =>
        await jobs.CountDoneAsync(shard.RoundId, queue, cancel) >= shard.Shards;

    /// <summary>All shards of a finished work, in their order.</summary>
    /// <exception cref="PermanentFailureException">Some are not finished.</exception>
    /// <inheritdoc cref="OfAsync"/>
    public async Task<IReadOnlyList<TShard>> AllAsync<TShard>(
        JobQueue queue, IRoundEvent whole, int shards, CancellationToken cancel)
        where TShard : IFinishedShard
    {
        var finished = await OfAsync<TShard>(queue, whole, cancel);
        return finished.Count == shards
            ? finished
            : throw new PermanentFailureException(
                $"{queue}: expected {shards} finished shards, found {finished.Count}");
    }
}
