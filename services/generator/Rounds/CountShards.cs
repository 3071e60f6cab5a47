using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Generator.Rounds;

/// <summary>Announces the end of a drawing when its last shard is in.</summary>
public sealed class CountShards(FinishedShards shards, Announcer announcer)
    : ShardCounter<ShardDrawn>(shards, announcer, JobQueues.DrawShard);
