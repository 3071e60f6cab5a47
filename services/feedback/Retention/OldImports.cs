using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>Imports whose ratings are in their sets. Their objects are then referred to by nothing.</summary>
internal sealed class OldImports(FeedbackCollections store)
    : OldDocuments<CommittedImport>(store.Imports, RetentionRules.Imports)
{
    protected override (Condition[] Conditions, string? OrderBy) Query(long before) =>
        ([Condition.Is("done", true)], null);

    protected override long? EndOf(CommittedImport document) => document.DoneAt;

    protected override string Why(CommittedImport document, string day) => $"moved into its sets by {day}";
}
