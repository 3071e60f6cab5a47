namespace PathAlign.Generator.Rounds;

/// <summary>An image that a round will draw.</summary>
/// <param name="Number">The number in its arm, from 0.</param>
/// <param name="Arm">The arm of a comparison; null for a training image.</param>
/// <param name="Label">The requested class.</param>
/// <param name="Place">The place within the class, from 0.</param>
public sealed record PlannedImage(int Number, string? Arm, int Label, int Place);
