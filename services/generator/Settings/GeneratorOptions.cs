using System.ComponentModel.DataAnnotations;

namespace PathAlign.Generator.Settings;

/// <summary>Settings of the generator service.</summary>
public sealed record GeneratorOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Generator";

    /// <summary>
    /// Maximum number of images per shard. A stopped worker loses at most one shard; each shard loads the networks
    /// once. It does not change the images.
    /// </summary>
    [Range(1, 10_000)]
    public int ShardImages { get; set; } = 36;   // one batch of the sampler
}
