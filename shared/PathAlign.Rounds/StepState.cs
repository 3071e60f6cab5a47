using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>The state of one step of a round.</summary>
/// <param name="Name">See <see cref="RoundSteps"/>.</param>
/// <param name="State">The state of its job, or of the raters' work; null before it begins.</param>
/// <param name="Job">Its job; null before it begins, and for steps that raters do.</param>
public sealed record StepState(string Name, JobState? State, JobDocument? Job);
