using PathAlign.Contracts.Datasets;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// The criteria that the simulated pathologist can measure, by their names in the rating API: those of
/// <see cref="RatingCriteria.Histology"/> and <see cref="RatingCriteria.Cells"/>.
/// </summary>
public static class Criterion
{
    /// <summary>Nuclei too large, too small, too many or too few.</summary>
    public const string NuclearSize = "nuclear-size";

    /// <summary>Nuclei too long or too round.</summary>
    public const string NuclearShape = "nuclear-shape";

    /// <summary>Nuclei too pale, too dark or too even.</summary>
    public const string Chromatin = "chromatin";

    /// <summary>Too much or too little of a stain.</summary>
    public const string Stain = "stain-colour";

    /// <summary>Too much empty space, or fibres in wrong directions.</summary>
    public const string Architecture = "architecture";

    /// <summary>Blur, or grain that no microscope produces.</summary>
    public const string Artefact = "artefact";

    /// <summary>A cell too large or too small.</summary>
    public const string CellSize = "cell-size";

    /// <summary>Too many or too few lobes of the nucleus.</summary>
    public const string NuclearLobes = "nuclear-lobes";

    /// <summary>Too much or too little nucleus for the cell.</summary>
    public const string NucleusToCytoplasm = "nucleus-to-cytoplasm";

    /// <summary>Cytoplasm of a wrong colour, too pale or too dark.</summary>
    public const string CytoplasmColour = "cytoplasm-colour";

    /// <summary>Granules where none belong, or none where they belong.</summary>
    public const string Granules = "granules";

    /// <summary>Blur, or detail finer than a microscope shows.</summary>
    public const string Sharpness = "sharpness";

    /// <summary>A background of a wrong colour, or uneven.</summary>
    public const string Background = "background";

    /// <summary>Whether the camera decides it, not the kind of cell.</summary>
    internal static bool IsOfCamera(string criterion) => criterion is Sharpness or Background;
}
