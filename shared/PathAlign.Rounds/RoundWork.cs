using PathAlign.Messaging.Jobs;

namespace PathAlign.Rounds;

/// <summary>A piece of a round's work as watchers see it: a job, or a drawing or scoring with all its shards.</summary>
/// <param name="Id">The job's id, or round and step.</param>
/// <param name="Stage">The stage that does it.</param>
/// <param name="Kind">What the stage does.</param>
/// <param name="State">Its state.</param>
/// <param name="Progress">How far it is; null if unknown.</param>
/// <param name="Error">Why the last try failed.</param>
public sealed record RoundWork(
    string Id, string Stage, string Kind, JobState State, JobProgress? Progress, string? Error);
