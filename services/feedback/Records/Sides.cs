namespace PathAlign.Feedback.Records;

/// <summary>Two images of one class, as a rater sees them side by side.</summary>
/// <param name="LeftId">The image on the left.</param>
/// <param name="RightId">The image on the right.</param>
internal sealed record Sides(string LeftId, string RightId)
{
    /// <summary>The same pair with the sides swapped.</summary>
    internal Sides Swapped => new(RightId, LeftId);
}
