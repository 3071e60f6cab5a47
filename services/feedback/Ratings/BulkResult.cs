using Microsoft.AspNetCore.Mvc;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Ratings;

/// <summary>How the lines of a bulk came out.</summary>
/// <param name="Stored">Ratings that are new, and stored.</param>
/// <param name="Repeated">Ratings that were stored before.</param>
/// <param name="Refused">Lines of which nothing was stored.</param>
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

/// <summary>How a line came out.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Status">What the rating alone would have been answered with: 201 stored, 200 stored before, or an
/// error's.</param>
/// <param name="Rating">What is stored; null for an error.</param>
/// <param name="Problem">The error; null when all is well.</param>
internal sealed record BulkLineResult(int Line, int Status, Rating? Rating, ProblemDetails? Problem);
