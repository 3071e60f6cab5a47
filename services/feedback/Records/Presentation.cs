using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>
/// An item as it was put before one rater. Together they are the record of who read what in which order.
/// </summary>
internal sealed record Presentation
{
    public required string SetId { get; init; }

    public required string Rater { get; init; }

    /// <summary>Its place in this rater's reading of the set, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The id by which the rater knows it.</summary>
    public required string ItemId { get; init; }

    public required ItemRole Role { get; init; }

    /// <summary>What a rating of it is stored under.</summary>
    public required string ImageId { get; init; }

    /// <summary>The image that it shows a second time.</summary>
    public string? RepeatOf { get; init; }

    /// <summary>The class it is shown as.</summary>
    public required int Label { get; init; }

    /// <summary>The PNG in the object store; of a pair the left one.</summary>
    public required string Key { get; init; }

    /// <summary>Of a pair the PNG on the right; null for one image.</summary>
    public string? RightKey { get; init; }

    /// <summary>Of a pair, its images as they lie before the rater; null for one of real tiles.</summary>
    public Sides? Sides { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long ShownAt { get; init; }

    /// <summary>Whether the rater is still to rate it.</summary>
    public required bool Open { get; init; }

    /// <summary>When the rater last put it off, as Unix time in milliseconds; 0 for never.</summary>
    public long SkippedAt { get; init; }

    internal string Id => IdOf(Rater, ImageId);

    /// <summary>One presentation a rater and image: the id says so.</summary>
    internal static string IdOf(string rater, string imageId) => Fingerprint.Of("shown", rater, imageId);

    /// <summary>What ratings of an image's repeat are stored under.</summary>
    internal static string RepeatIdOf(string imageId) => Fingerprint.Of("repeat", imageId);

    /// <summary>What a reviewer's verdict on an image is stored under.</summary>
    internal static string DecisionIdOf(string imageId) => Fingerprint.Of("decision", imageId);
}
