using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PathAlign.Feedback.OpenApi;

namespace PathAlign.Feedback.Http;

/// <summary>Lists come in pages: at most so many at once, and a cursor to go on at.</summary>
internal static class Paging
{
    internal const int Most = 1000, Default = 50;

    /// <summary>What such a list takes.</summary>
    internal static ParameterNote[] Parameters { get; } =
    [
        ParameterNote.Number("count", $"How many at most; {Default} by default.", 1, Most, Default),
        ParameterNote.Text(
            "after",
            "The 'next' of the page before; none for the first page.",
            "^[A-Za-z0-9_-]{1,1000}$",
            "WyJyYXRlZEF0KyIsMTc2MjE2MjIwMDAwMCwiOWE4YiJd"),
    ];

    internal static bool TryCount(string? text, out int count, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        (count, problem) = (Default, null);
        if (
            text is null
                || (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                        && count is >= 1 and <= Most))
            return true;
        problem = Problems.InvalidQuery($"count: expected 1 to {Most}");
        return false;
    }
}
