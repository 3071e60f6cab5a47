namespace PathAlign.Feedback.Study;

/// <summary>The progress of the caller in open studies.</summary>
/// <param name="Studies">The studies that take ratings, the oldest first.</param>
internal sealed record StudyList(IReadOnlyList<StudyProgress> Studies);

/// <summary>The progress of the caller in a study. Repeats and controls count as images do.</summary>
/// <param name="SetId">The set.</param>
/// <param name="Rated">Number of items that the caller has rated.</param>
/// <param name="Left">At most this many items may still come, fewer if others rate too; 0 if the set is complete. For a
/// reviewer, the number of images to decide.</param>
/// <param name="Ready">Number of items that are kept for the caller, not rated yet.</param>
/// <param name="Postponed">How many of these the caller has postponed, or has left lying for long.</param>
/// <param name="OthersUntil">Until when, at present, items are kept for other raters, to the minute; items that they do
/// not rate may come to the caller then. Null if none are.</param>
internal sealed record StudyProgress(
    string SetId, long Rated, long Left, long Ready, long Postponed, DateTimeOffset? OthersUntil);
