using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Feedback.Storage;

namespace PathAlign.Feedback.Ratings;

/// <summary>A rating and the event that announces it, in one document.</summary>
internal sealed record StoredRating
{
    public required string SetId { get; init; }

    public required string ImageId { get; init; }

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

    /// <summary>Whether the event was published, or never will be because the rating came too late.</summary>
    public required bool Announced { get; init; }

    /// <summary>Stored while the set was being frozen, and not in its manifest: it counts for nothing.</summary>
    public bool Late { get; init; }

    /// <summary>The trace of the request that brought it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>One rating an image and rater: the id says so.</summary>
    internal static string IdOf(string imageId, string rater) => Fingerprint.Of("rating", imageId, rater);

    internal string Id => IdOf(ImageId, Rater);

    internal Rating ToRating() => new(Id, ImageId, Verdict, Faults, Remark, DateTimeOffset.FromUnixTimeMilliseconds(RatedAt));

    internal RatingEntry ToEntry() => new()
    {
        Id = Id,
        ImageId = ImageId,
        Rater = Rater,
        Simulated = Simulated,
        Plausibility = Verdict switch { Verdict.Plausible => 1, Verdict.Implausible => 0, _ => 0.5 },
        Faults = Faults,
    };
}
