using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// What a job leaves behind: the events that announce it, stored together with the fact that it is done.
/// </summary>
/// <param name="Events">In the order in which they are published.</param>
public sealed record JobOutcome(params IReadOnlyList<IRoundEvent> Events);
