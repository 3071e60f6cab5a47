namespace PathAlign.Feedback.Records;

/// <summary>A rating as statistics look at it.</summary>
/// <param name="Rating">The rating, the latest of its rater.</param>
/// <param name="Label">The class that the image was shown as.</param>
/// <param name="RepeatOf">For a repeat, the image.</param>
/// <param name="DecisionOn">For a reviewer's verdict, the image that it decides on.</param>
/// <param name="ControlPlausible">For a control, whether it was shown as its own class.</param>
internal sealed record Reading(
    StoredRating Rating, int Label, string? RepeatOf = null, bool? ControlPlausible = null, string? DecisionOn = null)
{
    /// <summary>
    /// Of a pair, how far the right one is the more plausible. A pair comes a second time with its sides changed.
    /// </summary>
    internal double Plausibility => OfPair && RepeatOf is not null ? 1 - Level.Plausibility : Level.Plausibility;

    internal bool OfPair => Level.OfPair;

    /// <summary>Its place on the five steps, whatever scale was in use.</summary>
    internal int Step => (int)(4 * Plausibility);

    private VerdictLevel Level => VerdictLevel.Of(Rating.Verdict);
}
