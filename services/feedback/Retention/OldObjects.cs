using System.Runtime.CompilerServices;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Retention;

/// <summary>Objects that nothing refers to, and images of rejected rounds.</summary>
internal sealed class OldObjects(IObjectInventory inventory, References references, RejectedRounds rejected) : IRetained
{
    // Whoever put an object again has at least this long to store what refers to it.
    private static readonly TimeSpan _grace = TimeSpan.FromDays(1);

    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (orphans, images) = (
            limits.Before(RetentionRules.Orphans), limits.Before(RetentionRules.RejectedImages));
        if (orphans is null && images is null) yield break;
        var now = DateTimeOffset.UtcNow;   // stores stamp objects with their own clock
        var released = await rejected.BeforeAsync(images, cancel);
        var kept = await references.FindAsync(released, cancel);
        await foreach (var held in inventory.ListAsync(cancel))
        {
            if (kept.Has(held.Key)) continue;
            var rule = kept.WasReleased(held.Key) ? RetentionRules.RejectedImages : RetentionRules.Orphans;
            if (limits.Before(rule) is not { } limit) continue;
            var putBefore = rule == RetentionRules.RejectedImages ? now - _grace : Earlier(limit, now - _grace);
            if (held.PutAt >= putBefore) continue;
            yield return new Due(
                rule,
                held.Key,
                rule == RetentionRules.Orphans ? "nothing refers to it" : "its round was rejected",
                stop => inventory.DeleteAsync(held.Key, putBefore, stop),
                held.Bytes);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
