using System.Globalization;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>A rating and the event that announces it, in one document.</summary>
internal sealed record StoredRating : IAnnounced<StoredRating>
{
    public required string SetId { get; init; }

    /// <summary>What was judged: the queued image or pair; for hidden items an id of their own.</summary>
    public required string ImageId { get; init; }

    /// <summary>The id by which the rater knows it.</summary>
    public string? ItemId { get; init; }

    /// <summary>Why the rater saw it. Only <see cref="ItemRole.Study"/> is ever in a frozen set.</summary>
    public ItemRole Role { get; init; }

    /// <summary>Of a pair, the images; null for one of real tiles.</summary>
    public Sides? Sides { get; init; }

    /// <summary>
    /// 0 for the first rating of an image by a rater; each change of mind is a rating of its own, one higher.
    /// </summary>
    public int Revision { get; init; }

    /// <summary>How long the rater looked, in milliseconds, as the client measured it; 0 when it did not say.</summary>
    public int LookedMs { get; init; }

    public required string Rater { get; init; }

    public required bool Simulated { get; init; }

    public required string IdempotencyKey { get; init; }

    /// <summary>Of the request: tells a repeat from another request under the same key.</summary>
    public required string RequestHash { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<string> Faults { get; init; }

    public string? Remark { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long RatedAt { get; init; }

    public required FeedbackReceived Event { get; init; }

    /// <summary>Whether what follows is done, or never will be because the rating came too late.</summary>
    public required bool Announced { get; init; }

    /// <summary>Stored while the set was being frozen, and not in its manifest: it counts for nothing.</summary>
    public bool Late { get; init; }

    /// <summary>
    /// It counts for nothing: stored by an import of a version before 0.3 that was interrupted, until that import is
    /// sent again; or moving to the pseudonym of an erased person.
    /// </summary>
    public bool Held { get; init; }

    /// <summary>The trace of the request that brought it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>One rating an image, rater and revision: the id says so.</summary>
    internal static string IdOf(string imageId, string rater, int revision = 0) =>
        revision == 0
            ? Fingerprint.Of("rating", imageId, rater)
            : Fingerprint.Of("rating", imageId, rater, $"{revision}");

    /// <summary>The idempotency key of an imported rating; nobody else knows the id.</summary>
    internal static string ImportKeyOf(string id) => $"import:{id}";

    /// <summary>Whether its rater gave it here, and no import brought it.</summary>
    internal bool IsMadeHere => IdempotencyKey != ImportKeyOf(Id);

    /// <summary>The id as a number, which takes less memory.</summary>
    internal static UInt128 NumberOf(string id) => UInt128.Parse(id, NumberStyles.HexNumber, null);

    /// <summary>The event that announces a rating of a set.</summary>
    internal static FeedbackReceived EventOf(RatingSet set, string id, string imageId, string rater, bool simulated) =>
        new()
        {
            RoundId = set.RoundId,
            PlanKey = set.PlanKey,
            Purpose = set.Purpose,
            RatingId = id,
            ImageId = imageId,
            Rater = rater,
            Simulated = simulated,
        };

    /// <summary>Ratings that measure the rater are not feedback of the round.</summary>
    IReadOnlyList<IRoundEvent> IAnnounced<StoredRating>.Events =>
        Role is ItemRole.Repeat or ItemRole.Control ? [] : [Event];

    StoredRating IAnnounced<StoredRating>.AsAnnounced() => this with { Announced = true };

    internal string Id => IdOf(ImageId, Rater, Revision);

    /// <summary>The rating as its rater sees it, whatever was rated.</summary>
    internal Rating ToRating(string itemId) =>
        new(
            Rating.IdOf(itemId, Revision),
            itemId,
            Verdict,
            Faults,
            Remark,
            DateTimeOffset.FromUnixTimeMilliseconds(RatedAt),
            Revision);

    internal RatingEntry ToEntry() => new()
    {
        Id = Id,
        ImageId = ImageId,
        Rater = Rater,
        Simulated = Simulated,
        Plausibility = VerdictLevel.Of(Verdict).Plausibility,
        Faults = Faults,
    };
}
