using System.ComponentModel.DataAnnotations;
using PathAlign.Models.Compute;

namespace PathAlign.Sampling;

/// <summary>What to draw, and how.</summary>
public sealed record SamplingOptions
{
    /// <summary>The classes to draw.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Tiles of each class.</summary>
    [Range(1, 100_000)]
    public int CountPerClass { get; init; } = 8;

    /// <summary>Where all noise comes from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How often the network is asked for one tile.</summary>
    [Range(1, 1000)]
    public int Steps { get; init; } = 20;

    /// <summary>1 for none; above, the class counts for more.</summary>
    [Range(0.0, 20.0)]
    public double Guidance { get; init; } = 3;

    /// <summary>dpm++2m, ddim or ddpm.</summary>
    [RegularExpression(@"dpm\+\+2m|ddim|ddpm", ErrorMessage = "expected dpm++2m, ddim or ddpm.")]
    public string Sampler { get; init; } = "dpm++2m";

    /// <summary>What the network computes in: auto, float32, bfloat16 or float16.</summary>
    [RegularExpression(ComputePrecision.Names, ErrorMessage = "expected " + ComputePrecision.Names + ".")]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Tiles drawn between two looks at what is done; it changes no tile.</summary>
    [Range(1, 1024)]
    public int Batch { get; init; } = 36;
}
