namespace PathAlign.Standalone.Simulation;

/// <summary>The simulated pathologist's verdict on a tile.</summary>
/// <param name="Plausible">Whether the tile is plausible.</param>
/// <param name="Faults">The criteria that are wrong.</param>
internal sealed record SimulatedVerdict(bool Plausible, IReadOnlyList<string> Faults);
