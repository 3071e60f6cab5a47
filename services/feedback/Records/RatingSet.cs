using System.Text.Json.Serialization;
using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Messaging.Outbox;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>The ratings of one round and purpose, on their way from open to frozen.</summary>
internal sealed record RatingSet : IAnnounced<RatingSet>
{
    public required string RoundId { get; init; }

    public required string PlanKey { get; init; }

    public required ImagePurpose Purpose { get; init; }

    public required string ImagesKey { get; init; }

    /// <summary>
    /// The order that names the images to rate; null if all are rated or the choice is random. Raters never see it.
    /// </summary>
    public string? OrderKey { get; init; }

    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>Number of images that <see cref="RatersPerImage"/> raters must rate.</summary>
    public required int Wanted { get; init; }

    public required int RatersPerImage { get; init; }

    /// <summary>See <see cref="Contracts.Plans.RatingPlan.DisputeFrom"/>.</summary>
    public double? DisputeFrom { get; init; }

    /// <summary>
    /// See <see cref="Contracts.Plans.RatingPlan.ChangeMinutes"/>; null for sets of earlier versions, whose ratings may
    /// be changed until they are frozen.
    /// </summary>
    public int? ChangeMinutes { get; init; }

    /// <summary>The description of the data; sets of earlier versions lack it.</summary>
    public DatasetDescription Dataset { get; init; } = DatasetDescription.Colorectal;

    public required SetState State { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long CreatedAt { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public long? FrozenAt { get; init; }

    public string? RatingsKey { get; init; }

    /// <summary>The event that announces it, stored in the same step as the freeze.</summary>
    public FeedbackQuorumReached? Quorum { get; init; }

    /// <summary>Whether that event was published.</summary>
    public bool Announced { get; init; }

    /// <summary>The trace of the rating that completed it.</summary>
    public string? TraceParent { get; init; }

    IReadOnlyList<IRoundEvent> IAnnounced<RatingSet>.Events => Quorum is null ? [] : [Quorum];

    RatingSet IAnnounced<RatingSet>.AsAnnounced() => this with { Announced = true };

    /// <summary>How many raters may rate an item at most; hidden items measure any number of raters.</summary>
    internal int RatersFor(ItemRole role) =>
        role is ItemRole.Repeat or ItemRole.Control ? int.MaxValue : RatersPerImage;

    /// <summary>Whether a rating that was first given at this time can be changed no more.</summary>
    internal bool IsTooLateToChange(long firstRatedAt, DateTimeOffset now) =>
        ChangeMinutes is { } minutes
            && now - DateTimeOffset.FromUnixTimeMilliseconds(firstRatedAt) >= TimeSpan.FromMinutes(minutes);

    /// <summary>The event that announces it once its ratings are frozen.</summary>
    internal FeedbackQuorumReached QuorumOf(string ratingsKey, RatingManifest manifest) => new()
    {
        RoundId = RoundId,
        PlanKey = PlanKey,
        Purpose = Purpose,
        ImagesKey = ImagesKey,
        RatingsKey = ratingsKey,
        Count = manifest.Ratings.Count,
        Simulated = manifest.Ratings.Any(r => r.Simulated),
    };

    /// <summary>The id of a set inside the service; raters see another one.</summary>
    internal static string IdOf(string roundId, ImagePurpose purpose) =>
        Fingerprint.Of("rating-set", roundId, purpose.ToString());
}

/// <summary>The state of a set; it never goes back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SetState>))]
internal enum SetState
{
    /// <summary>The set accepts ratings.</summary>
    Open,

    /// <summary>The set has enough ratings; the stored ones are being frozen.</summary>
    Complete,

    /// <summary>The manifest is stored.</summary>
    Frozen,
}
