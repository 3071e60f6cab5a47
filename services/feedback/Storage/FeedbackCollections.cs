using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Storage;

/// <summary>The collections of this service.</summary>
internal static class FeedbackCollections
{
    internal const string Raters = "raters";
    internal const string Images = "images";
    internal const string Sets = "rating-sets";
    internal const string Ratings = "ratings";

    private static readonly CollectionSpec[] All =
    [
        new(Raters),
        new(Images, new IndexSpec("by-order", ["setId", "orderKey"]), new IndexSpec("by-state", ["setId", "state"])),
        new(Sets, new IndexSpec("by-state", ["state", "purpose"]), new IndexSpec("by-announcement", ["state", "announced", "frozenAt"]), new IndexSpec("by-round", ["roundId"])),
        new(
            Ratings,
            new IndexSpec("by-image", ["imageId", "rater"], Unique: true),
            new IndexSpec("by-key", ["rater", "idempotencyKey"], Unique: true),
            new IndexSpec("by-set", ["setId"]),
            new IndexSpec("by-announcement", ["announced", "ratedAt"])),
    ];

    /// <summary>Creates what is missing.</summary>
    internal static async Task EnsureAsync(IDocumentStore store, CancellationToken cancel)
    {
        foreach (var collection in All) await store.EnsureAsync(collection, cancel);
    }
}
