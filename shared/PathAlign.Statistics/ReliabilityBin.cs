namespace PathAlign.Statistics;

/// <summary>One point of a reliability curve.</summary>
/// <param name="Predicted">Mean predicted probability.</param>
/// <param name="Observed">Share of true cases.</param>
/// <param name="Count">Number of cases.</param>
public sealed record ReliabilityBin(double Predicted, double Observed, int Count);
