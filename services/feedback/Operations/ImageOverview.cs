using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Operations;

/// <summary>A page of images.</summary>
/// <param name="Images">In the order in which they were queued for rating. A page of one verdict may hold fewer than
/// asked for, one of pairs twice as many.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
public sealed record ImageOverviewPage(IReadOnlyList<ImageOverview> Images, string? Next);

/// <summary>An image: where it comes from, and what raters said.</summary>
/// <param name="Id">The image.</param>
/// <param name="Class">The code of the class that it was drawn for.</param>
/// <param name="Key">The PNG in the object store; its text chunks hold how it was drawn.</param>
/// <param name="Index">Where its noise came from.</param>
/// <param name="Arm">before or after in a comparison; null in a set to learn from.</param>
/// <param name="Ratings">Of each rater the latest; of a pair, which of its images is the more plausible.</param>
/// <param name="Side">left or right where it was judged beside another image; null where it was judged alone.</param>
/// <param name="BesideId">That other image.</param>
public sealed record ImageOverview(
    string Id,
    string Class,
    string Key,
    long Index,
    string? Arm,
    IReadOnlyList<ImageRating> Ratings,
    string? Side = null,
    string? BesideId = null);

/// <summary>What a rater said of an image.</summary>
/// <param name="Rater">Who.</param>
/// <param name="Simulated">Whether the rater is a program.</param>
/// <param name="Verdict">As a whole.</param>
/// <param name="Faults">What was found wrong.</param>
/// <param name="Remark">In the rater's words.</param>
/// <param name="RatedAt">When.</param>
/// <param name="Decides">Whether it is a reviewer's, and takes the place of the others.</param>
public sealed record ImageRating(
    string Rater,
    bool Simulated,
    Verdict Verdict,
    IReadOnlyList<string> Faults,
    string? Remark,
    DateTimeOffset RatedAt,
    bool Decides);
