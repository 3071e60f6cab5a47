using System.ComponentModel.DataAnnotations;
using PathAlign.Models.Compute;

namespace PathAlign.Sampling;

/// <summary>The tiles to draw and the settings of sampling.</summary>
public sealed record SamplingOptions
{
    /// <summary>The classes to draw.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Number of tiles per class.</summary>
    [Range(1, 100_000)]
    public int CountPerClass { get; init; } = 8;

    /// <summary>Seed of all noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of sampling steps per tile.</summary>
    [Range(1, 1000)]
    public int Steps { get; init; } = 20;

    /// <summary>Guidance scale: 1 for none; with higher values, the class has more effect.</summary>
    [Range(0.0, 20.0)]
    public double Guidance { get; init; } = 3;

    /// <summary>Sampler: dpm++2m, ddim or ddpm.</summary>
    [RegularExpression(@"dpm\+\+2m|ddim|ddpm", ErrorMessage = "expected dpm++2m, ddim or ddpm.")]
    public string Sampler { get; init; } = "dpm++2m";

    /// <summary>Number format of the network: auto, float32, bfloat16 or float16.</summary>
    [RegularExpression(ComputePrecision.Names, ErrorMessage = "expected " + ComputePrecision.Names + ".")]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Tiles per batch; progress is reported after each batch. It does not change the tiles.</summary>
    [Range(1, 1024)]
    public int Batch { get; init; } = 36;
}
