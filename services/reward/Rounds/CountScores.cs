using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Reward.Rounds;

/// <summary>Announces the end of a scoring when its last shard is in.</summary>
public sealed class CountScores(FinishedShards shards, Announcer announcer)
    : ShardCounter<ShardScored>(shards, announcer, JobQueues.ScoreShard);
