using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Operations;

/// <summary>A page of changed ratings.</summary>
/// <param name="Changes">The changes, the latest first.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
internal sealed record RatingChangePage(IReadOnlyList<RatingChange> Changes, string? Next);

/// <summary>A change of a rating by its rater.</summary>
/// <param name="Rater">The rater.</param>
/// <param name="Simulated">Whether the rater is a program.</param>
/// <param name="ImageId">The rated item, as in exports.</param>
/// <param name="Role">study, repeat, control or decision.</param>
/// <param name="Revision">1 for the first change.</param>
/// <param name="From">The rating before.</param>
/// <param name="To">The rating since.</param>
internal sealed record RatingChange(
    string Rater, bool Simulated, string ImageId, string Role, int Revision, GivenRating From, GivenRating To)
{
    internal static RatingChange Of(StoredRating before, StoredRating after) => new(
        after.Rater,
        after.Simulated,
        after.ImageId,
        after.Role.ToString().ToLowerInvariant(),
        after.Revision,
        GivenRating.Of(before),
        GivenRating.Of(after));
}

/// <summary>What a rater said, and when.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Faults">The criteria marked as wrong.</param>
/// <param name="Remark">The rater's remark, if any.</param>
/// <param name="RatedAt">When it was stored.</param>
/// <param name="LookedMs">How long the item was on the screen, in milliseconds; 0 for unknown.</param>
internal sealed record GivenRating(
    Verdict Verdict, IReadOnlyList<string> Faults, string? Remark, DateTimeOffset RatedAt, int LookedMs)
{
    internal static GivenRating Of(StoredRating rating) => new(
        rating.Verdict,
        rating.Faults,
        rating.Remark,
        DateTimeOffset.FromUnixTimeMilliseconds(rating.RatedAt),
        rating.LookedMs);
}
