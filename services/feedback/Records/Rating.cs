using System.Globalization;

namespace PathAlign.Feedback.Records;

/// <summary>A rating as the API returns it to its rater.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ImageId">The image.</param>
/// <param name="Verdict">implausible, rather-implausible, unsure, rather-plausible or plausible.</param>
/// <param name="Faults">The criteria marked as wrong, in order of name.</param>
/// <param name="Remark">The rater's remark, if any.</param>
/// <param name="RatedAt">The time at which it was stored.</param>
/// <param name="Revision">0 for the first rating of the image, one more for each change.</param>
public sealed record Rating(
    string Id,
    string ImageId,
    Verdict Verdict,
    IReadOnlyList<string> Faults,
    string? Remark,
    DateTimeOffset RatedAt,
    int Revision = 0)
{
    /// <summary>The id of a rating of an item: the same form for images, repeats and controls.</summary>
    internal static string IdOf(string itemId, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{itemId}-{revision}");

    /// <summary>Item and revision of a rating's id; null for another text.</summary>
    internal static (string ItemId, int Revision)? Parts(string id) =>
        id.LastIndexOf('-') is var end and > 0
            && int.TryParse(id.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? (id[..end], revision)
            : null;
}
