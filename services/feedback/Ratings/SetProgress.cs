namespace PathAlign.Feedback.Ratings;

/// <summary>The progress of a set's ratings.</summary>
/// <param name="SetId">The id that raters see.</param>
/// <param name="Purpose">training or evaluation.</param>
/// <param name="State">open, complete or frozen.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Wanted">Number of images that must be rated.</param>
/// <param name="Rated">Number of images with enough ratings; null for services until the set is frozen.</param>
/// <param name="RatersPerImage">Number of raters that must rate each image.</param>
/// <param name="RatingsKey">The frozen manifest; null before the freeze.</param>
/// <param name="Ratings">Number of stored ratings; in a frozen set, of those in the manifest. Null for services until
/// then.</param>
/// <param name="Disputed">Number of disputed images without a reviewer's decision; the set waits for them. Null for
/// services until the set is frozen.</param>
/// <param name="Waits">What an open set waits for, in words, for services without counts; null if it takes no more
/// ratings.</param>
public sealed record SetProgress(
    string SetId,
    string Purpose,
    string State,
    int Images,
    int Wanted,
    long? Rated,
    int RatersPerImage,
    string? RatingsKey,
    long? Ratings,
    int? Disputed,
    string? Waits = null)
{
    internal const string Training = "training", Frozen = "frozen";
}
