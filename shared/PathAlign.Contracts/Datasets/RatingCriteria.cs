using System.Text.RegularExpressions;

namespace PathAlign.Contracts.Datasets;

/// <summary>What raters check, by the names that ratings and reward heads use.</summary>
public static partial class RatingCriteria
{
    /// <summary>The default, made for histology.</summary>
    public static IReadOnlyList<string> Histology { get; } =
        ["nuclear-size", "nuclear-shape", "chromatin", "stain-colour", "architecture", "artefact"];

    /// <summary>Whether the text is a valid name of a criterion.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,63}\z")]
    private static partial Regex Name();
}
