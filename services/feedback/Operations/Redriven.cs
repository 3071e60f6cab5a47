namespace PathAlign.Feedback.Operations;

/// <summary>The result of a redrive.</summary>
/// <param name="Count">How many messages or deliveries went back.</param>
public sealed record Redriven(int Count);
