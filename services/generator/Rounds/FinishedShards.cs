using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Generator.Rounds;

/// <summary>Reads which shards of a drawing are finished from their jobs.</summary>
public sealed class FinishedShards(JobStore jobs)
{
    /// <summary>The finished shards of a drawing, in their order.</summary>
    public async Task<IReadOnlyList<ShardDrawn>> OfAsync(DrawingCompleted drawing, CancellationToken cancel)
    {
        var drawn = new SortedDictionary<int, ShardDrawn>();
        await foreach (var job in jobs.DoneAsync(drawing.RoundId, JobQueues.DrawShard, cancel))
            foreach (var shard in job.Outgoing.Select(e => e.Read()).OfType<ShardDrawn>())
                if (DrawingOf(shard) == drawing) drawn[shard.Shard] = shard;
        return [.. drawn.Values];
    }

    /// <summary>The drawing that a shard belongs to, as the event that announces its end.</summary>
    public static DrawingCompleted DrawingOf(ShardDrawn shard) => new()
    {
        RoundId = shard.RoundId,
        PlanKey = shard.PlanKey,
        Purpose = shard.Purpose,
        AdapterKey = shard.AdapterKey,
        Shards = shard.Shards,
    };
}
