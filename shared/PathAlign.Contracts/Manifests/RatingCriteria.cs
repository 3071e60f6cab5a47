namespace PathAlign.Contracts.Manifests;

/// <summary>What raters look at, by the names that ratings and reward heads use.</summary>
public static class RatingCriteria
{
    /// <summary>The default for histology.</summary>
    public static IReadOnlyList<string> Histology { get; } =
    [
        "nuclear-size",
        "nuclear-shape",
        "chromatin",
        "stain-colour",
        "architecture",
        "artefact",
    ];
}
