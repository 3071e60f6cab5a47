using System.Text.Json.Serialization;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Exchange;

/// <summary>A rating as it is exported and imported.</summary>
/// <param name="Id">Its id, which follows from image, rater and revision.</param>
/// <param name="Purpose">What the images were rated for: training or evaluation.</param>
/// <param name="ImageId">What was rated; pairs, repeats, controls and decisions have ids of their own.</param>
/// <param name="Role">study, repeat, control, or decision for a reviewer's verdict on an image that raters disagree
/// on.</param>
/// <param name="Rater">Who.</param>
/// <param name="Simulated">Whether that is a program.</param>
/// <param name="Revision">0 for the first, one more for each change of mind.</param>
/// <param name="Verdict">As the rater gave it.</param>
/// <param name="Plausibility">The same from 0 to 1; of a pair, 1 for the right one.</param>
/// <param name="Faults">The criteria found wrong.</param>
/// <param name="Remark">What the rater wrote.</param>
/// <param name="LookedMs">Time on the image in milliseconds; 0 when unknown.</param>
/// <param name="RatedAt">When it was stored, to the millisecond.</param>
/// <param name="Late">Whether it came after the set was frozen, and counts for nothing.</param>
/// <param name="LeftId">Of a pair, the image on the left; null for one image, and for real tiles.</param>
/// <param name="RightId">Of a pair, the image on the right.</param>
internal sealed record RatingLine(
    string Id, string Purpose, string ImageId, string Role, string Rater, bool Simulated, int Revision, string Verdict,
        double Plausibility,
    IReadOnlyList<string> Faults,
    [
        property: JsonIgnore(Condition = JsonIgnoreCondition.Never)
    ] string? Remark, int LookedMs, DateTimeOffset RatedAt, bool Late, string? LeftId = null, string? RightId = null)
{
    internal static RatingLine Of(StoredRating rating)
    {
        var level = VerdictLevel.Of(rating.Verdict);
        return new RatingLine(
            rating.Id, Lower(
                rating.Event.Purpose), rating.ImageId, Lower(
                    rating.Role), rating.Rater, rating.Simulated, rating.Revision, level.Name, level.Plausibility,
            rating.Faults, rating.Remark, rating.LookedMs, DateTimeOffset.FromUnixTimeMilliseconds(
                rating.RatedAt), rating.Late, rating.Sides?.LeftId, rating.Sides?.RightId);
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
