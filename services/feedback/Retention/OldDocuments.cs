using System.Runtime.CompilerServices;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Retention;

/// <summary>Documents of one collection that nothing else refers to.</summary>
/// <typeparam name="T">What is stored.</typeparam>
/// <param name="documents">The collection.</param>
/// <param name="rule">How long they are kept.</param>
internal abstract class OldDocuments<T>(DocumentCollection<T> documents, RetentionRule rule) : IRetained
    where T : class
{
    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (limits.BeforeMs(rule) is not { } before) yield break;
        var (conditions, orderBy) = Query(before);
        await foreach (var found in documents.AllAsync(conditions, orderBy, cancel))
            if (EndOf(found.Value) is { } end && end < before)
                yield return new Due(
                    rule,
                    found.Id,
                    Why(found.Value, RetentionLimits.Day(end)),
                    stop => documents.DeleteAsync(found, stop));
    }

    /// <summary>Finds all that may be due, by an index.</summary>
    protected abstract (Condition[] Conditions, string? OrderBy) Query(long before);

    /// <summary>The time from which the days count, in Unix milliseconds; null if the document is still needed.
    /// </summary>
    protected abstract long? EndOf(T document);

    protected abstract string Why(T document, string day);
}
