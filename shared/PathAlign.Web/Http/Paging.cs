using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Web.Http;

/// <summary>Pages of a list: a maximum number of items and a cursor for the next page.</summary>
internal static class Paging
{
    internal const int Most = 1000, Default = 50;

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
