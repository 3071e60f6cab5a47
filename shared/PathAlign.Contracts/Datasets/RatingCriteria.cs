namespace PathAlign.Contracts.Datasets;

/// <summary>What raters check, by the names that ratings and reward heads use.</summary>
public static class RatingCriteria
{
    /// <summary>The default, made for histology.</summary>
    public static IReadOnlyList<string> Histology { get; } =
        ["nuclear-size", "nuclear-shape", "chromatin", "stain-colour", "architecture", "artefact"];

    /// <summary>
    /// The default of single cells with a Giemsa-type stain; the model is the list for marrow cells of Sun et al. 2023.
    /// </summary>
    public static IReadOnlyList<string> Cells { get; } =
        [
            "cell-size", "nuclear-size", "nuclear-shape", "nuclear-lobes", "nucleus-to-cytoplasm", "chromatin",
            "cytoplasm-colour", "granules", "sharpness", "background",
        ];

    /// <summary>The default of data with this stain.</summary>
    public static IReadOnlyList<string> For(string? stain) =>
        Stains.KindOf(stain) == StainKind.Giemsa ? Cells : Histology;
}
