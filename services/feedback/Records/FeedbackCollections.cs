using PathAlign.Contracts.Events;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Records;

/// <summary>The collections of this service.</summary>
public sealed class FeedbackCollections(IDocumentStore store)
{
    internal const string ErasuresName = "erasures";

    internal DocumentCollection<QueuedImage> Images { get; } = new(store, new(
        "images",
        new IndexSpec("by-order", ["setId", "orderKey"]),
        new IndexSpec("by-public-id", ["publicId"]),
        new IndexSpec("by-state", ["setId", "state"])));

    internal DocumentCollection<RatingSet> Sets { get; } = new(store, new(
        "rating-sets",
        new IndexSpec("by-state", ["state", "purpose"]),
        new IndexSpec("by-announcement", ["state", "announced", "frozenAt"]),
        new IndexSpec("by-round", ["roundId"])));

    internal DocumentCollection<StoredRating> Ratings { get; } = new(store, new(
        "ratings",
        new IndexSpec("by-image-and-revision", ["imageId", "rater", "revision"], Unique: true),
        new IndexSpec("by-key", ["rater", "idempotencyKey"], Unique: true),
        new IndexSpec("by-rater-and-time", ["rater", "ratedAt"]),
        new IndexSpec("by-set-and-time", ["setId", "ratedAt"]),
        new IndexSpec("by-announcement", ["announced", "ratedAt"])));

    internal DocumentCollection<CommittedImport> Imports { get; } = new(store, new(
        "imports", new IndexSpec("by-state", ["done"])));

    internal DocumentCollection<SetSecret> Secrets { get; } = new(store, new(
        "set-secrets",
        new IndexSpec("by-shown-id", ["shownAs"])));

    internal DocumentCollection<ReadingStudy> Studies { get; } = new(store, new("reading-studies"));

    internal DocumentCollection<Presentation> Presentations { get; } = new(store, new(
        "presentations",
        new IndexSpec("by-place", ["setId", "rater", "place"], Unique: true),
        new IndexSpec("by-item", ["rater", "itemId"], Unique: true),
        new IndexSpec("by-desk", ["setId", "rater", "open"])));

    internal DocumentCollection<WebhookDelivery> Webhooks { get; } = new(store, new(
        "webhook-deliveries",
        new IndexSpec("by-endpoint", ["state", "url", "dueAt"]),
        new IndexSpec("by-time", ["createdAt"])));

    internal DocumentCollection<ErasureRun> Erasures { get; } = new(store, new(
        ErasuresName,
        new IndexSpec("by-state", ["done"])));

    internal DocumentCollection<ErasureTurn> Turns { get; } = new(store, new("erasure-turns"));

    /// <summary>
    /// A number that changes when ratings begin to move to a pseudonym; null while they move. Whoever lists ratings for
    /// good compares it before and after.
    /// </summary>
    internal async Task<long?> MovesAsync(CancellationToken cancel) =>
        await Turns.GetAsync(ErasureTurn.Id, cancel) switch
        {
            null => 0,
            { Moving: true } => null,
            var turn => turn.Number,
        };

    /// <summary>Whether a rating changes one that its rater gave here. No import may do that.</summary>
    internal async Task<bool> ChangesRatingMadeHereAsync(StoredRating rating, CancellationToken cancel) =>
        rating.Revision > 0
            && await Ratings.GetAsync(StoredRating.IdOf(rating.ImageId, rating.Rater), cancel) is { IsMadeHere: true };

    /// <summary>The sets that take ratings, the oldest first; of one purpose, or of both if it is null.</summary>
    internal IAsyncEnumerable<Stored<RatingSet>> OpenSetsAsync(ImagePurpose? purpose, CancellationToken cancel) =>
        Sets.AllAsync(
            [
                Condition.Is("state", nameof(SetState.Open)),
                .. purpose is null ? [] : new[] { Condition.Is("purpose", purpose.Value.ToString()) },
            ],
            "createdAt",
            cancel);

    /// <summary>The sets of a round, the oldest first.</summary>
    internal async Task<IReadOnlyList<Stored<RatingSet>>> SetsOfAsync(string roundId, CancellationToken cancel) =>
        await Sets.AllAsync([Condition.Is("roundId", roundId)], "createdAt", cancel).ToListAsync(cancel);

    /// <summary>Creates the missing collections.</summary>
    internal async Task EnsureAsync(CancellationToken cancel)
    {
        await AccessCollections.EnsureAsync(store, cancel);
        await Images.EnsureAsync(cancel);
        await Sets.EnsureAsync(cancel);
        await Ratings.EnsureAsync(cancel);
        await Imports.EnsureAsync(cancel);
        await Secrets.EnsureAsync(cancel);
        await Studies.EnsureAsync(cancel);
        await Presentations.EnsureAsync(cancel);
        await Webhooks.EnsureAsync(cancel);
        await Erasures.EnsureAsync(cancel);
        await Turns.EnsureAsync(cancel);
    }
}
