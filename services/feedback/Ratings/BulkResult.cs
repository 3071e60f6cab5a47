using Microsoft.AspNetCore.Mvc;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>The results of a bulk request.</summary>
/// <param name="Stored">Number of new ratings, now stored.</param>
/// <param name="Repeated">Number of ratings that were stored before.</param>
/// <param name="Refused">Number of rejected lines, of which nothing was stored.</param>
/// <param name="Lines">Every line, in order.</param>
internal sealed record BulkResult(int Stored, int Repeated, int Refused, IReadOnlyList<BulkLineResult> Lines)
{
    internal static BulkResult Of(IReadOnlyList<BulkLineResult> lines) =>
        new(
            lines.Count(l => l.Status == 201),
            lines.Count(l => l.Status == 200),
            lines.Count(l => l.Problem is not null),
            lines);
}

/// <summary>The result of a line.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Status">The status that a single request would have returned: 201 stored, 200 stored before, or that of
/// an error.</param>
/// <param name="Rating">The stored rating; null for an error.</param>
/// <param name="Problem">The error; null for a stored rating.</param>
internal sealed record BulkLineResult(int Line, int Status, Rating? Rating, ProblemDetails? Problem);
