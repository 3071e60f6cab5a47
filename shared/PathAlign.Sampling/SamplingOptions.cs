using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;

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
    public double Guidance { get; init; } = GuidanceSettings.OfClasses.Strength;

    /// <summary>The noise time, 0 (an image) to 1 (noise), from which guidance acts.</summary>
    [Range(0.0, 1.0)]
    public double GuidanceLow { get; init; } = GuidanceSettings.OfClasses.Low;

    /// <summary>The noise time up to which guidance acts.</summary>
    [Range(0.0, 1.0), AtLeast(nameof(GuidanceLow))]
    public double GuidanceHigh { get; init; } = GuidanceSettings.OfClasses.High;

    /// <summary>Sampler: dpm++2m, ddim or ddpm.</summary>
    [RegularExpression(@"dpm\+\+2m|ddim|ddpm", ErrorMessage = "expected dpm++2m, ddim or ddpm.")]
    public string Sampler { get; init; } = "dpm++2m";

    /// <summary>Number format of the network: auto, float32, bfloat16 or float16.</summary>
    [RegularExpression(ComputePrecision.Names, ErrorMessage = "expected " + ComputePrecision.Names + ".")]
    public string Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>Tiles per batch; progress is reported after each batch. It does not change the tiles.</summary>
    [Range(1, 1024)]
    public int Batch { get; init; } = 36;

    /// <summary>What the sampler needs of these.</summary>
    public SamplerSettings ToSettings() =>
        new(Samplers.Parse(Sampler), Steps, new GuidanceSettings(Guidance, GuidanceLow, GuidanceHigh));
}
