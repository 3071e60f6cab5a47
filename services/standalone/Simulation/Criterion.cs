namespace PathAlign.Standalone.Simulation;

/// <summary>
/// The criteria of the histology checklist that the simulated pathologist can measure, by their names in the rating
/// API.
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
}
