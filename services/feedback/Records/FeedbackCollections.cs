using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Records;

/// <summary>The collections of this service.</summary>
internal static class FeedbackCollections
{
    internal const string Images = "images";
    internal const string Sets = "rating-sets";
    internal const string Ratings = "ratings";
    internal const string Studies = "reading-studies";
    internal const string Presentations = "presentations";
    internal const string Webhooks = "webhook-deliveries";

    private static readonly CollectionSpec[] All =
    [
        new(Images, new IndexSpec("by-order", ["setId", "orderKey"]), new IndexSpec("by-state", ["setId", "state"])),
        new(
            Sets,
            new IndexSpec("by-state", ["state", "purpose"]),
            new IndexSpec("by-announcement", ["state", "announced", "frozenAt"]),
            new IndexSpec("by-round", ["roundId"])),
        new(
            Ratings,
            new IndexSpec("by-image-and-revision", ["imageId", "rater", "revision"], Unique: true),
            new IndexSpec("by-key", ["rater", "idempotencyKey"], Unique: true),
            new IndexSpec("by-rater-and-time", ["rater", "ratedAt"]),
            new IndexSpec("by-set-and-time", ["setId", "ratedAt"]),
            new IndexSpec("by-announcement", ["announced", "ratedAt"])),
        new(Studies),
        new(
            Presentations,
            new IndexSpec("by-place", ["setId", "rater", "place"], Unique: true),
            new IndexSpec("by-item", ["rater", "itemId"], Unique: true),
            new IndexSpec("by-desk", ["setId", "rater", "open"]),
            new IndexSpec("by-role", ["setId", "rater", "role"])),
        new(Webhooks, new IndexSpec("by-due", ["state", "dueAt"]), new IndexSpec("by-time", ["createdAt"])),
    ];

    /// <summary>Creates what is missing.</summary>
    internal static async Task EnsureAsync(IDocumentStore store, CancellationToken cancel)
    {
        await AccessCollections.EnsureAsync(store, cancel);
        foreach (var collection in All) await store.EnsureAsync(collection, cancel);
    }
}
