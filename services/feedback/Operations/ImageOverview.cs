using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Operations;

/// <summary>A page of images.</summary>
/// <param name="Images">In the order in which they were queued for rating. A page filtered by verdict may hold fewer
/// than requested, a page of pairs twice as many.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
/// <param name="Classes">The codes of all classes of the round's images, in their order.</param>
public sealed record ImageOverviewPage(
    IReadOnlyList<ImageOverview> Images, string? Next, IReadOnlyList<string> Classes);

/// <summary>
/// An image, with its origin and its ratings. While a set of its round is open, a service gets class, side and public
/// id alone: the rest would tell which arm an item is of.
/// </summary>
/// <param name="Id">The image.</param>
/// <param name="Class">The code of the class that it was drawn for.</param>
/// <param name="Key">The PNG in the object store; its text chunks describe how it was drawn.</param>
/// <param name="Index">The index of its noise.</param>
/// <param name="Arm">before or after in a comparison; null in a training set.</param>
/// <param name="Ratings">The latest rating of each rater; for a pair, which image is more plausible.</param>
/// <param name="Side">left or right if it was judged beside another image; null if it was judged alone.</param>
/// <param name="BesideId">The other image of the pair.</param>
/// <param name="Name">The name of its file, if the image comes from elsewhere.</param>
/// <param name="PublicId">The id of the image or pair for programs that show it to raters; it tells nothing. Null for
/// sets of earlier versions.</param>
public sealed record ImageOverview(
    string? Id,
    string Class,
    string? Key,
    long? Index,
    string? Arm,
    IReadOnlyList<ImageRating> Ratings,
    string? Side = null,
    string? BesideId = null,
    string? Name = null,
    string? PublicId = null);

/// <summary>A rater's rating of an image.</summary>
/// <param name="Rater">The rater.</param>
/// <param name="Simulated">Whether the rater is a program.</param>
/// <param name="Verdict">The verdict on the whole image.</param>
/// <param name="Faults">The criteria marked as wrong.</param>
/// <param name="Remark">The rater's remark.</param>
/// <param name="RatedAt">The time of the rating.</param>
/// <param name="Decides">Whether it is a reviewer's decision, which replaces the other ratings.</param>
public sealed record ImageRating(
    string Rater,
    bool Simulated,
    Verdict Verdict,
    IReadOnlyList<string> Faults,
    string? Remark,
    DateTimeOffset RatedAt,
    bool Decides);
