namespace PathAlign.Contracts.Datasets;

/// <summary>What raters check, by the names that ratings and reward heads use.</summary>
public static class RatingCriteria
{
    /// <summary>The default, made for histology.</summary>
    public static IReadOnlyList<string> Histology { get; } =
        ["nuclear-size", "nuclear-shape", "chromatin", "stain-colour", "architecture", "artefact"];
}
