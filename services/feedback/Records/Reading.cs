namespace PathAlign.Feedback.Records;

/// <summary>A rating, as statistics use it.</summary>
/// <param name="Rating">The rating, the latest of its rater.</param>
/// <param name="Label">The class that the image was shown as.</param>
/// <param name="RepeatOf">For a repeat, the image.</param>
/// <param name="DecisionOn">For a reviewer's verdict, the image that it decides on.</param>
/// <param name="ControlPlausible">For a control, whether it was shown as its own class.</param>
internal sealed record Reading(
    StoredRating Rating, int Label, string? RepeatOf = null, bool? ControlPlausible = null, string? DecisionOn = null)
{
    /// <summary>
    /// For a pair, how much more plausible the right image is. A repeated pair has its sides swapped.
    /// </summary>
    internal double Plausibility => OfPair && RepeatOf is not null ? 1 - Level.Plausibility : Level.Plausibility;

    internal bool OfPair => Level.OfPair;

    /// <summary>Its place on the five-step scale, also if the study has another scale.</summary>
    internal int Step => (int)(4 * Plausibility);

    private VerdictLevel Level => VerdictLevel.Of(Rating.Verdict);
}
