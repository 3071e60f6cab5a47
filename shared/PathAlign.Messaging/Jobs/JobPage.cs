namespace PathAlign.Messaging.Jobs;

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The latest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
public sealed record JobPage(IReadOnlyList<JobDocument> Jobs, string? Next);
