using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>An item as shown to one rater. Together, presentations record who saw which items in which order.</summary>
internal sealed record Presentation
{
    internal const string LeftSide = "left", RightSide = "right";

    public required string SetId { get; init; }

    public required string Rater { get; init; }

    /// <summary>Its place in the rater's order, from 1.</summary>
    public required int Place { get; init; }

    /// <summary>The id that the rater sees, keyed by the secret of the set; different for each rater.</summary>
    public required string ItemId { get; init; }

    public required ItemRole Role { get; init; }

    /// <summary>The id under which its ratings are stored.</summary>
    public required string ImageId { get; init; }

    /// <summary>For a repeat, the image that is shown again.</summary>
    public string? RepeatOf { get; init; }

    /// <summary>The class that it is shown as.</summary>
    public required int Label { get; init; }

    /// <summary>The PNG in the object store; for a pair, the left one.</summary>
    public required string Key { get; init; }

    /// <summary>For a pair, the PNG on the right; null for a single image.</summary>
    public string? RightKey { get; init; }

    /// <summary>The orientation in which it is shown, from 0 to 7; for a pair, that of the left image.</summary>
    public int Turn { get; init; }

    /// <summary>For a pair, the orientation of the right image.</summary>
    public int RightTurn { get; init; }

    /// <summary>For a pair, its images as the rater sees them; null for a pair of real tiles.</summary>
    public Sides? Sides { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long ShownAt { get; init; }

    /// <summary>Whether the rater still has to rate it.</summary>
    public required bool Open { get; init; }

    /// <summary>The time at which the rater last postponed it, as Unix time in milliseconds; 0 for never.</summary>
    public long SkippedAt { get; init; }

    internal string Id => IdOf(Rater, ImageId);

    /// <summary>Whether it measures the rater and not an image.</summary>
    internal bool IsHidden => Role is ItemRole.Repeat or ItemRole.Control;

    /// <summary>The id ensures one presentation per rater and image.</summary>
    internal static string IdOf(string rater, string imageId) => Fingerprint.Of("shown", rater, imageId);

    /// <summary>The id under which ratings of an image's repeat are stored.</summary>
    internal static string RepeatIdOf(string imageId) => Fingerprint.Of("repeat", imageId);

    /// <summary>The id under which a reviewer's decision on an image is stored.</summary>
    internal static string DecisionIdOf(string imageId) => Fingerprint.Of("decision", imageId);
}
