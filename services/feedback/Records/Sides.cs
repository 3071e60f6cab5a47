namespace PathAlign.Feedback.Records;

/// <summary>Two images of one class, as a rater sees them beside each other.</summary>
/// <param name="LeftId">The one on the left.</param>
/// <param name="RightId">The one on the right.</param>
internal sealed record Sides(string LeftId, string RightId)
{
    /// <summary>The other way round.</summary>
    internal Sides Swapped => new(RightId, LeftId);
}
