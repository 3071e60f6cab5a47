namespace PathAlign.Standalone.Simulation;

/// <summary>What the simulated pathologist says of a tile.</summary>
/// <param name="Plausible">The verdict.</param>
/// <param name="Faults">The criteria found wrong.</param>
internal sealed record SimulatedVerdict(bool Plausible, IReadOnlyList<string> Faults);
