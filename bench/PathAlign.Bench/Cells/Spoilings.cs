using PathAlign.Standalone.Simulation;

namespace PathAlign.Bench.Cells;

/// <summary>What is spoilt, by criterion.</summary>
internal static class Spoilings
{
    private static readonly string[] _nucleated =
        ["basophil", "eosinophil", "erythroblast", "ig", "lymphocyte", "monocyte", "neutrophil"];

    private static readonly string[] _roomy = ["eosinophil", "ig", "monocyte", "neutrophil"];

    /// <summary>All that are tried.</summary>
    internal static IReadOnlyList<Spoiling> All { get; } =
        [
            new("cell scaled to 0.6", Criterion.CellSize, null, (cell, _) => cell.ScaleCell(0.6)),
            new("nucleus scaled to 0.6", Criterion.NuclearSize, _nucleated, (cell, _) => cell.ScaleNucleus(0.6, 0.6)),
            new(
                "nucleus half as wide", Criterion.NuclearShape, _nucleated, (cell, _) => cell.ScaleNucleus(1, 0.5)),
            new("nucleus cut in six", Criterion.NuclearLobes, _nucleated, (cell, _) => cell.CutNucleus(3)),
            new(
                "nucleus scaled to 0.6",
                Criterion.NucleusToCytoplasm,
                _nucleated,
                (cell, _) => cell.ScaleNucleus(0.6, 0.6)),
            new(
                "nucleus scaled to 1.4",
                Criterion.NucleusToCytoplasm,
                ["eosinophil", "neutrophil"],
                (cell, _) => cell.ScaleNucleus(1.4, 1.4)),
            new("chromatin even", Criterion.Chromatin, _nucleated, (cell, _) => cell.EvenNucleus(0.2)),
            new("nucleus paler", Criterion.Chromatin, _nucleated, (cell, _) => cell.FadeNucleus(0.6)),
            new("cytoplasm bluer", Criterion.CytoplasmColour, _roomy, (cell, _) => cell.DyeCytoplasm(0.2)),
            new("cytoplasm redder", Criterion.CytoplasmColour, _nucleated, (cell, _) => cell.DyeCytoplasm(-0.2)),
            new("granules removed", Criterion.Granules, ["eosinophil"], (cell, _) => cell.EvenCytoplasm()),
            new(
                "granules added",
                Criterion.Granules,
                ["erythroblast", "lymphocyte", "monocyte", "neutrophil"],
                (cell, random) => cell.AddGranules(0.15, random)),
            new("blurred", Criterion.Sharpness, null, (cell, _) => cell.Blur(0.01)),
            new("illumination greener", Criterion.Background, null, (cell, _) => cell.Tint(0.8, 1, 0.85)),
        ];
}
