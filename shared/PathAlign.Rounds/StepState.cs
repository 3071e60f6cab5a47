using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>Where one step of a round stands.</summary>
/// <param name="Name">See <see cref="RoundSteps"/>.</param>
/// <param name="State">Of its job, or of what raters do; null before it begins.</param>
/// <param name="Job">Its job; null before it begins, and for what raters do.</param>
public sealed record StepState(string Name, JobState? State, JobDocument? Job);
