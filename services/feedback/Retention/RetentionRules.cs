using PathAlign.Feedback.Settings;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Feedback.Retention;

/// <summary>
/// The only table of how long data is kept. The sweep follows it, docs/DATA-PROTECTION.md shows it, and a test compares
/// both.
/// </summary>
internal static class RetentionRules
{
    internal static RetentionRule Sessions { get; } = RetentionRule.Of(
        "sessions", nameof(RetentionOptions.SessionDays), "end of the session",
        "shows for a week who was signed in", o => o.SessionDays);

    internal static RetentionRule Deliveries { get; } = RetentionRule.Of(
        "deliveries to webhooks", nameof(RetentionOptions.DeliveryDays), "last attempt",
        "time to find out why a delivery failed", o => o.DeliveryDays);

    internal static RetentionRule Presentations { get; } = RetentionRule.Of(
        "what was shown to whom, and when", nameof(RetentionOptions.PresentationDays), "freeze of the set",
        "proves the blinded order while a study is written up", o => o.PresentationDays);

    internal static RetentionRule RatingCounts { get; } = RetentionRule.Of(
        "counted ratings of a round", nameof(RetentionOptions.RatingCountDays), "freeze of the set",
        "needed only until the set is frozen", o => o.RatingCountDays);

    internal static RetentionRule Imports { get; } = RetentionRule.Of(
        "imports of ratings", nameof(RetentionOptions.ImportDays), "move of the ratings into their sets",
        "the sets hold the ratings by then", o => o.ImportDays);

    internal static RetentionRule Jobs { get; } = RetentionRule.Of(
        "jobs of a round: finished, parked, cancelled", nameof(RetentionOptions.JobDays), "last change of the round",
        "shows how a result came about; champions' rounds and open sets are exempt", o => o.JobDays);

    internal static RetentionRule RejectedImages { get; } = RetentionRule.Of(
        "generated images of a rejected round", nameof(RetentionOptions.RejectedImageDays), "decision",
        "a rebuild without one rater needs them; plan and seed draw them again", o => o.RejectedImageDays);

    internal static RetentionRule Orphans { get; } = RetentionRule.Of(
        "objects that nothing refers to, staged imports among them", nameof(RetentionOptions.OrphanDays), "last upload",
        "an upload comes before what refers to it", o => o.OrphanDays);

    /// <summary>Each worker removes its own folders, see <see cref="WorkFolders"/>.</summary>
    internal static RetentionRule WorkFolders { get; } = new(
        "work folders of parked and cancelled jobs",
        $"{JobOptions.Section}:{nameof(JobOptions.WorkFolderDays)}",
        "last change of the job",
        "a redriven job goes on from its checkpoint",
        _ => new JobOptions().WorkFolderDays);

    /// <summary>All rules, in the order of the table.</summary>
    internal static IReadOnlyList<RetentionRule> All { get; } =
    [
        Sessions,
        Deliveries,
        Presentations,
        RatingCounts,
        Imports,
        Jobs,
        RejectedImages,
        WorkFolders,
        Orphans,
        RetentionRule.Kept("accounts", "an operator erases a person; a disabled account lets nobody in"),
        RetentionRule.Kept("ratings, plans, manifests, orders, reports", "the study itself"),
        RetentionRule.Kept("champions with weights and lineage", "every image can be traced to its ratings"),
        RetentionRule.Kept(
            "keys, secrets of sets, records of sweeps and erasures",
            "the log is checked and sets are blinded with them"),
        RetentionRule.Kept("audit log", "a log with gaps proves nothing; an erased person's name is removed from it"),
    ];
}
