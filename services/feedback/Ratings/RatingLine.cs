using System.Globalization;

namespace PathAlign.Feedback.Ratings;

/// <summary>A rating as it is exported: one line.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Purpose">What the images were rated for: training or evaluation.</param>
/// <param name="ImageId">What was rated; repeats and controls have ids of their own.</param>
/// <param name="Role">study, repeat or control.</param>
/// <param name="Rater">Who.</param>
/// <param name="Simulated">Whether that is a program.</param>
/// <param name="Revision">0 for the first, one more for each change of mind.</param>
/// <param name="Verdict">As the rater gave it.</param>
/// <param name="Plausibility">The same from 0 to 1.</param>
/// <param name="Faults">The criteria found wrong.</param>
/// <param name="Remark">What the rater wrote.</param>
/// <param name="LookedMs">Time on the image in milliseconds; 0 when unknown.</param>
/// <param name="RatedAt">When it was stored.</param>
/// <param name="Late">Whether it came after the set was frozen, and counts for nothing.</param>
internal sealed record RatingLine(
    string Id, string Purpose, string ImageId, string Role, string Rater, bool Simulated, int Revision, string Verdict, double Plausibility,
    IReadOnlyList<string> Faults, string? Remark, int LookedMs, DateTimeOffset RatedAt, bool Late)
{
    internal const string CsvHead = "id,purpose,imageId,role,rater,simulated,revision,verdict,plausibility,faults,remark,lookedMs,ratedAt,late";

    internal static RatingLine Of(StoredRating rating)
    {
        var level = VerdictLevel.Of(rating.Verdict);
        return new RatingLine(
            rating.Id, Lower(rating.Event.Purpose), rating.ImageId, Lower(rating.Role), rating.Rater, rating.Simulated, rating.Revision, level.Name, level.Plausibility,
            rating.Faults, rating.Remark, rating.LookedMs, DateTimeOffset.FromUnixTimeMilliseconds(rating.RatedAt), rating.Late);
    }

    /// <summary>As RFC 4180 has it.</summary>
    internal string ToCsv() => string.Join(',', new object?[]
    {
        Id, Purpose, ImageId, Role, Rater, Simulated ? "true" : "false", Revision, Verdict, Plausibility, string.Join(';', Faults), Remark, LookedMs, RatedAt.ToString("O"), Late ? "true" : "false",
    }.Select(Field));

    private static string Field(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string && text.Length > 0 && "=+-@\t\r".Contains(text[0])) text = "'" + text;   // a spreadsheet would take it for a formula
        return text.AsSpan().IndexOfAny("\",\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
