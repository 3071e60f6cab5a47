namespace PathAlign.Messaging.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Note">What the handler has to say: a loss, a rate.</param>
/// <param name="SecondsLeft">Time left at the speed so far; 0 when unknown.</param>
public sealed record JobProgress(long Done, long Total, string? Note, double SecondsLeft);
