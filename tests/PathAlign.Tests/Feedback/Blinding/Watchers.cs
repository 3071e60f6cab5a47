namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>Who watches while somebody rates.</summary>
/// <param name="Rater">The key of a rater who rates nothing.</param>
/// <param name="Service">A program with a service's key.</param>
/// <param name="Operator">The same program with an operator's key.</param>
internal sealed record Watchers(string Rater, ServiceProgram Service, ServiceProgram Operator);
