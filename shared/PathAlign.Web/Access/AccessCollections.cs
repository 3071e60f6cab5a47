using PathAlign.Storage.Documents;
using PathAlign.Web.Audit;

namespace PathAlign.Web.Access;

/// <summary>The collections for accounts and sessions.</summary>
internal static class AccessCollections
{
    internal const string Raters = "raters";
    internal const string Sessions = "sessions";
    internal const string Keys = "protection-keys";

    private static readonly CollectionSpec[] All = [new(Raters), new(Sessions), new(Keys), AuditLog.Spec];

    /// <summary>Creates the missing collections.</summary>
    internal static async Task EnsureAsync(IDocumentStore store, CancellationToken cancel)
    {
        foreach (var collection in All) await store.EnsureAsync(collection, cancel);
    }
}
