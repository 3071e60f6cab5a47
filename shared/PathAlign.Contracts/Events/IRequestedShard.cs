namespace PathAlign.Contracts.Events;

/// <summary>Some dozens of images, a part of a round's work that any replica does.</summary>
public interface IRequestedShard : IRoundEvent
{
    /// <summary>The number of the shard, from 0.</summary>
    int Shard { get; }

    /// <summary>The number of shards of the whole work.</summary>
    int Shards { get; }

    /// <summary>The number of the shard's first image in the whole work, from 0.</summary>
    int First { get; }

    /// <summary>The number of images of the shard.</summary>
    int Count { get; }
}
