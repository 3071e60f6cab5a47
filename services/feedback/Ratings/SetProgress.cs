namespace PathAlign.Feedback.Ratings;

/// <summary>How the rating of a set goes on.</summary>
/// <param name="SetId">The id that raters see.</param>
/// <param name="Purpose">training or evaluation.</param>
/// <param name="State">open, complete or frozen.</param>
/// <param name="Images">Images in all.</param>
/// <param name="Wanted">Images that have to be rated.</param>
/// <param name="Rated">Images that enough raters have rated.</param>
/// <param name="RatersPerImage">How many raters are enough.</param>
/// <param name="RatingsKey">The frozen manifest; null before.</param>
/// <param name="Ratings">Ratings stored; in a frozen set, those in the manifest.</param>
/// <param name="Disputed">Images that raters disagree on and no reviewer has decided on: the set waits for
/// them.</param>
public sealed record SetProgress(
    string SetId,
    string Purpose,
    string State,
    int Images,
    int Wanted,
    long Rated,
    int RatersPerImage,
    string? RatingsKey,
    long Ratings,
    int Disputed);
