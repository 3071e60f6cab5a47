using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts;

namespace PathAlign.StableDiffusion;

/// <summary>The settings of drawing from text.</summary>
public sealed record PromptSettings
{
    /// <summary>What the image must not show; empty for nothing.</summary>
    [StringLength(10_000)]
    public string Negative { get; init; } = "";

    /// <summary>The scheduler's name; null for the one that the model's author chose.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Number of sampling steps.</summary>
    [Range(1, 1000)]
    public int Steps { get; init; } = 25;

    /// <summary>Guidance scale: 1 for none; with higher values, the prompt has more effect.</summary>
    [Range(0.0, 50.0)]
    public double Guidance { get; init; } = 7.5;

    /// <summary>The part of the run from which guidance acts, 0 to 1 (Kynkäänniemi et al. 2024).</summary>
    [Range(0.0, 1.0)]
    public double GuidanceFrom { get; init; }

    /// <summary>The part of the run up to which guidance acts, 0 to 1.</summary>
    [Range(0.0, 1.0), AtLeast(nameof(GuidanceFrom))]
    public double GuidanceTo { get; init; } = 1;

    /// <summary>Seed of all noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Height and width in pixels; null for the size that the model was trained at.</summary>
    [Range(8, 4096)]
    public int? Size { get; init; }
}
