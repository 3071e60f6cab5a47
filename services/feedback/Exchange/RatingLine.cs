using PathAlign.Feedback.Ratings;

namespace PathAlign.Feedback.Exchange;

/// <summary>A rating as it is exported and imported.</summary>
/// <param name="Id">Its id, which follows from image, rater and revision.</param>
/// <param name="Purpose">What the images were rated for: training or evaluation.</param>
/// <param name="ImageId">What was rated; repeats, controls and decisions have ids of their own.</param>
/// <param name="Role">study, repeat, control, or decision for a reviewer's verdict on an image that raters disagree on.</param>
/// <param name="Rater">Who.</param>
/// <param name="Simulated">Whether that is a program.</param>
/// <param name="Revision">0 for the first, one more for each change of mind.</param>
/// <param name="Verdict">As the rater gave it.</param>
/// <param name="Plausibility">The same from 0 to 1.</param>
/// <param name="Faults">The criteria found wrong.</param>
/// <param name="Remark">What the rater wrote.</param>
/// <param name="LookedMs">Time on the image in milliseconds; 0 when unknown.</param>
/// <param name="RatedAt">When it was stored, to the millisecond.</param>
/// <param name="Late">Whether it came after the set was frozen, and counts for nothing.</param>
internal sealed record RatingLine(
    string Id, string Purpose, string ImageId, string Role, string Rater, bool Simulated, int Revision, string Verdict, double Plausibility,
    IReadOnlyList<string> Faults, string? Remark, int LookedMs, DateTimeOffset RatedAt, bool Late)
{
    internal static RatingLine Of(StoredRating rating)
    {
        var level = VerdictLevel.Of(rating.Verdict);
        return new RatingLine(
            rating.Id, Lower(rating.Event.Purpose), rating.ImageId, Lower(rating.Role), rating.Rater, rating.Simulated, rating.Revision, level.Name, level.Plausibility,
            rating.Faults, rating.Remark, rating.LookedMs, DateTimeOffset.FromUnixTimeMilliseconds(rating.RatedAt), rating.Late);
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
