namespace PathAlign.Feedback.Operations;

/// <summary>A page of rounds.</summary>
/// <param name="Rounds">The latest first.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
public sealed record RoundOverviewPage(IReadOnlyList<RoundOverview> Rounds, string? Next);

/// <summary>A round: how far it is, and what came of it.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="State">open, promoted, rejected or failed.</param>
/// <param name="StartedAt">When its first job was stored.</param>
/// <param name="Steps">All steps in their order, those to come too.</param>
/// <param name="Objections">What spoke against the adapter, or against the reward model when there is none.</param>
/// <param name="AdapterKey">The adapter; null before it is trained.</param>
/// <param name="ReportKey">The report as JSON; null before the decision.</param>
/// <param name="PlanKey">The plan.</param>
public sealed record RoundOverview(
    string RoundId,
    string State,
    DateTimeOffset StartedAt,
    IReadOnlyList<RoundStep> Steps,
    IReadOnlyList<string> Objections,
    string? AdapterKey,
    string? ReportKey,
    string PlanKey);

/// <summary>One step of a round.</summary>
/// <param name="Name">draw, order where not all images are rated and not chance says which, rate, learn, finetune,
/// compare, rate-comparison, decide or promote.</param>
/// <param name="State">waiting, pending, running, done, failed or cancelled.</param>
/// <param name="Done">Units done: images, ratings, training steps.</param>
/// <param name="Total">Units in all; 0 when unknown.</param>
/// <param name="SecondsLeft">Time left at the speed so far; 0 when unknown.</param>
/// <param name="Note">What the stage has to say.</param>
/// <param name="JobId">The job; null for what raters do.</param>
/// <param name="Error">Why the last try failed.</param>
public sealed record RoundStep(
    string Name,
    string State,
    long Done,
    long Total,
    double SecondsLeft,
    string? Note,
    string? JobId,
    string? Error);
