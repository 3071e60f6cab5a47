using System.ComponentModel.DataAnnotations;

namespace PathAlign.Standalone.Simulation;

/// <summary>How the simulated pathologist rates.</summary>
internal sealed record SimulationOptions
{
    /// <summary>How far the normal ranges are widened, as a share of their span.</summary>
    [Range(0.0, 2.0)]
    public double Margin { get; init; } = 0.1;

    /// <summary>Share of verdicts that are inverted.</summary>
    [Range(0, 0.5)]
    public double ErrorRate { get; init; } = 0.02;

    /// <summary>Seed of the errors.</summary>
    public ulong Seed { get; init; }
}
