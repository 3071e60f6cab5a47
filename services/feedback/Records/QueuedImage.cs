using System.Text.Json.Serialization;
using PathAlign.Contracts.Events;

namespace PathAlign.Feedback.Records;

/// <summary>
/// An image to rate, as stored under its own id, or two of one class that are judged side by side, under an id of the
/// pair.
/// </summary>
internal sealed record QueuedImage
{
    public required string SetId { get; init; }

    public required string RoundId { get; init; }

    public required ImagePurpose Purpose { get; init; }

    public required int Label { get; init; }

    /// <summary>The PNG in the object store; of a pair the left one.</summary>
    public required string Key { get; init; }

    /// <summary>Of a pair the PNG on the right; null for one image.</summary>
    public string? RightKey { get; init; }

    /// <summary>Of a pair, its images.</summary>
    public Sides? Sides { get; init; }

    /// <summary>0 for what is to be rated; above, what steps in for it, the lowest first.</summary>
    public int Rank { get; init; }

    /// <summary>Seeded by the round: its order tells nothing of arm or index.</summary>
    public required string OrderKey { get; init; }

    /// <summary>Raters that saw it so far.</summary>
    public required int Ratings { get; init; }

    public required ImageState State { get; init; }

    /// <summary>For whom it is kept.</summary>
    public IReadOnlyList<Reservation> Reservations { get; init; } = [];
}

/// <summary>Whether an image still needs raters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageState>))]
internal enum ImageState
{
    /// <summary>It does.</summary>
    Queued,

    /// <summary>As many as wanted have rated it.</summary>
    Rated,
}
