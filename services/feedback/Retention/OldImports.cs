using System.Runtime.CompilerServices;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>Imports whose ratings are in their sets. Their objects are then referred to by nothing.</summary>
internal sealed class OldImports(FeedbackCollections store) : IRetained
{
    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (limits.BeforeMs(RetentionRules.Imports) is not { } before) yield break;
        await foreach (var import in store.Imports.AllAsync([Condition.Is("done", true)], null, cancel))
            if (import.Value.DoneAt < before)
                yield return new Due(
                    RetentionRules.Imports,
                    import.Id,
                    $"moved into its sets by {RetentionLimits.Day(import.Value.DoneAt)}",
                    stop => store.Imports.DeleteAsync(import, stop));
    }
}
