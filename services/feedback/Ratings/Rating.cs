namespace PathAlign.Feedback.Ratings;

/// <summary>A rating as the API gives it back to its rater.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ImageId">The image.</param>
/// <param name="Verdict">plausible, implausible or unsure.</param>
/// <param name="Faults">The criteria that were found wrong, in order of name.</param>
/// <param name="Remark">What the rater wrote, if anything.</param>
/// <param name="RatedAt">When it was stored.</param>
public sealed record Rating(string Id, string ImageId, Verdict Verdict, IReadOnlyList<string> Faults, string? Remark, DateTimeOffset RatedAt);
