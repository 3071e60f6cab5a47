namespace PathAlign.Feedback.Operations;

/// <summary>A page of rounds.</summary>
/// <param name="Rounds">The rounds, newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record RoundOverviewPage(IReadOnlyList<RoundOverview> Rounds, string? Next);

/// <summary>A round, with its progress and its result.</summary>
/// <param name="RoundId">The round.</param>
/// <param name="State">open, promoted, rejected, failed, or done (of a study).</param>
/// <param name="StartedAt">The time at which its first job was stored.</param>
/// <param name="Steps">All steps in order, including later ones.</param>
/// <param name="Objections">The reasons against the adapter, or against the reward model if there is no
/// adapter.</param>
/// <param name="AdapterKey">The adapter; null before it is trained.</param>
/// <param name="ReportKey">The report as JSON; null before the decision.</param>
/// <param name="PlanKey">The plan.</param>
/// <param name="Blocker">What the round waits for, or why it stopped; null if nothing blocks it.</param>
public sealed record RoundOverview(
    string RoundId,
    string State,
    DateTimeOffset StartedAt,
    IReadOnlyList<RoundStep> Steps,
    IReadOnlyList<string> Objections,
    string? AdapterKey,
    string? ReportKey,
    string PlanKey,
    string? Blocker = null);

/// <summary>One step of a round.</summary>
/// <param name="Name">draw, order (only if the images to rate are chosen, not drawn at random), rate, learn, finetune,
/// compare, rate-comparison, decide or promote.</param>
/// <param name="State">waiting, pending, running, done, failed or cancelled.</param>
/// <param name="Done">Units done: images, ratings, training steps. Null for services if it would count ratings of
/// an open set.</param>
/// <param name="Total">Total units; 0 if unknown.</param>
/// <param name="SecondsLeft">Time left at the speed so far; 0 if unknown.</param>
/// <param name="Note">A note of the stage.</param>
/// <param name="JobId">The job; null for steps of raters.</param>
/// <param name="Error">The error of the last attempt.</param>
public sealed record RoundStep(
    string Name,
    string State,
    long? Done,
    long Total,
    double SecondsLeft,
    string? Note,
    string? JobId,
    string? Error);
