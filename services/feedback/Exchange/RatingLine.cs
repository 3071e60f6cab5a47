using System.Text.Json.Serialization;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Exchange;

/// <summary>A rating in exports and imports.</summary>
/// <param name="Id">Its id, derived from image, rater and revision.</param>
/// <param name="Purpose">The purpose of the images: training or evaluation.</param>
/// <param name="ImageId">The rated item; pairs, repeats, controls and decisions have their own ids.</param>
/// <param name="Role">study, repeat, control or decision; a decision is a reviewer's verdict on a disputed
/// image.</param>
/// <param name="Rater">The rater.</param>
/// <param name="Simulated">Whether the rater is a program.</param>
/// <param name="Revision">0 for the first rating, one more for each change.</param>
/// <param name="Verdict">The rater's verdict.</param>
/// <param name="Plausibility">The verdict from 0 to 1; for a pair, 1 is the right image.</param>
/// <param name="Faults">The criteria marked as wrong.</param>
/// <param name="Remark">The rater's remark.</param>
/// <param name="LookedMs">Time on the image in milliseconds; 0 if unknown.</param>
/// <param name="RatedAt">When it was stored, to the millisecond.</param>
/// <param name="Late">Whether it came after the set was frozen and therefore does not count.</param>
/// <param name="LeftId">For a pair, the left image; null for single images and for real tiles.</param>
/// <param name="RightId">For a pair, the right image.</param>
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
