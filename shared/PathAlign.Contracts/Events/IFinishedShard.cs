namespace PathAlign.Contracts.Events;

/// <summary>A finished part of a round's work that was split into shards.</summary>
public interface IFinishedShard : IRoundEvent
{
    /// <summary>The number of the shard, from 0.</summary>
    int Shard { get; }

    /// <summary>The number of shards of the whole work.</summary>
    int Shards { get; }

    /// <summary>The event that announces the end of the whole work, equal for all its shards.</summary>
    IRoundEvent Whole();
}
