namespace PathAlign.Statistics;

/// <summary>One point of a reliability curve.</summary>
/// <param name="Predicted">Mean probability promised.</param>
/// <param name="Observed">Share that came true.</param>
/// <param name="Count">How many cases.</param>
public sealed record ReliabilityBin(double Predicted, double Observed, int Count);
