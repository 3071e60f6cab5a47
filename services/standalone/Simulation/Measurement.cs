namespace PathAlign.Standalone.Simulation;

/// <summary>One number measured from a tile.</summary>
/// <param name="Criterion">What it speaks for.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The number.</param>
public readonly record struct Measurement(string Criterion, string Name, double Value);
