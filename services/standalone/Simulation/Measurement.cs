namespace PathAlign.Standalone.Simulation;

/// <summary>One number measured from a tile.</summary>
/// <param name="Criterion">The criterion that it measures.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The measured value.</param>
public readonly record struct Measurement(string Criterion, string Name, double Value);
