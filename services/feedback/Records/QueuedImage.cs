using System.Text.Json.Serialization;
using PathAlign.Contracts.Events;

namespace PathAlign.Feedback.Records;

/// <summary>
/// An image to rate, stored under its own id, or two images of one class to compare, stored under the id of the pair.
/// </summary>
internal sealed record QueuedImage
{
    /// <summary>
    /// Its set. Hidden items, which raters see among the set's images but which need no ratings, have one of their
    /// own.
    /// </summary>
    public required string SetId { get; init; }

    /// <summary>The id for programs that choose themselves what they show; null for hidden items.</summary>
    public string? PublicId { get; init; }

    public required string RoundId { get; init; }

    public required ImagePurpose Purpose { get; init; }

    public required int Label { get; init; }

    /// <summary>The PNG in the object store; for a pair, the left one.</summary>
    public required string Key { get; init; }

    /// <summary>For a pair, the PNG on the right; null for a single image.</summary>
    public string? RightKey { get; init; }

    /// <summary>For a pair, its images.</summary>
    public Sides? Sides { get; init; }

    /// <summary>0 for images to rate; above 0 for replacements, which are used in this order.</summary>
    public int Rank { get; init; }

    /// <summary>Keyed by the secret of the set, so that the order reveals neither arm nor index.</summary>
    public required string OrderKey { get; init; }

    /// <summary>Number of raters that have rated it so far.</summary>
    public required int Ratings { get; init; }

    public required ImageState State { get; init; }

    /// <summary>The raters for whom it is reserved.</summary>
    public IReadOnlyList<Reservation> Reservations { get; init; } = [];

    /// <summary>The set of the documents of a set's hidden items.</summary>
    internal static string HiddenSetOf(string setId) => $"hidden-{setId}";

    /// <summary>
    /// The document of a hidden item. It makes a repeat or a control cost what an image costs, and counts for nothing.
    /// </summary>
    internal static QueuedImage Hidden(Presentation item, RatingSet set) => new()
    {
        SetId = HiddenSetOf(item.SetId),
        RoundId = set.RoundId,
        Purpose = set.Purpose,
        Label = item.Label,
        Key = item.Key,
        RightKey = item.RightKey,
        Sides = item.Sides,
        OrderKey = item.ItemId,
        Ratings = 0,
        State = ImageState.Queued,
    };
}

/// <summary>Whether an image still needs raters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageState>))]
internal enum ImageState
{
    /// <summary>It needs raters.</summary>
    Queued,

    /// <summary>Enough raters have rated it.</summary>
    Rated,
}
