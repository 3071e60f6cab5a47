using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>The state of one step of a round.</summary>
/// <param name="Name">See <see cref="RoundSteps"/>.</param>
/// <param name="State">The state of its job, or of the raters' work; null before it begins.</param>
/// <param name="Job">
/// Its job; of several jobs the one that matters most: a failed one, else one that runs, else one that waits. Null
/// before the step begins, and for steps that raters do.
/// </param>
/// <param name="Progress">How far it is, over all its jobs; null if unknown.</param>
public sealed record StepState(string Name, JobState? State, JobDocument? Job, JobProgress? Progress = null);
