using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;

namespace PathAlign.Web.Access;

/// <summary>The collections for accounts and sessions.</summary>
internal static class AccessCollections
{
    internal static CollectionSpec Raters { get; } = new("raters");

    internal static CollectionSpec Sessions { get; } = new(
        "sessions", new IndexSpec("by-end", ["expiresAt"]), new IndexSpec("by-rater", ["rater"]));

    internal static CollectionSpec Keys { get; } = new("protection-keys");

    /// <summary>Creates the missing collections.</summary>
    internal static async Task EnsureAsync(IDocumentStore store, CancellationToken cancel)
    {
        CollectionSpec[] all = [Raters, Sessions, Keys, AuditLog.Spec, AuditLog.Heads, AuditKeys.Spec];
        foreach (var collection in all)
            await store.EnsureAsync(collection, cancel);
    }
}
