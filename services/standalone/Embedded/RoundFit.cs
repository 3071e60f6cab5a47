using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Checks that data and weights match. It runs before anything is drawn or rated, so that the user sees the error at
/// once.
/// </summary>
/// <param name="data">The real tiles.</param>
/// <param name="generator">The base generator's file.</param>
/// <param name="filter">The file of the classifier that filters.</param>
/// <param name="judge">The file of the classifier that judges.</param>
internal sealed class RoundFit(TileDataset data, string generator, string filter, string judge)
{
    /// <summary>
    /// Rejects data and weights that do not match; otherwise, the guidance and the finetuning that suit the generator.
    /// </summary>
    /// <param name="simulated">Whether a program rates, by the measurements of the data's stain.</param>
    /// <exception cref="InvalidInputException">A split is empty, or classes, sizes or stains differ.</exception>
    internal (GuidanceSettings Guidance, bool OfLatents) Check(bool simulated)
    {
        foreach (var (split, tiles) in data.Splits)
            if (tiles.Count == 0)
                throw new InvalidInputException(
                    data.Name,
                    split,
                    "expected tiles in every split, found none here; data import --val 0.1 and --test 0.2 take them " +
                        "from train");
        using var drawing = GeneratorModel.Load(generator);
        Require(generator, drawing.Dataset, drawing.Size);
        foreach (var path in new[] { filter, judge })
        {
            using var classifier = ClassifierModel.Load(path);
            Require(path, classifier.Dataset, classifier.Size);
        }
        if (simulated) RequireStain(drawing.Dataset.Stain);
        return (drawing.Network.DefaultGuidance, drawing.Space is not null);
    }

    // The stain decides what is measured. Data without one would be rated as tissue in H&E, also if it shows cells.
    private void RequireStain(string? ofGenerator)
    {
        if (ofGenerator is null || Stains.KindOf(ofGenerator) == Stains.KindOf(data.Description.Stain)) return;
        throw new InvalidInputException(
            data.Name,
            "stain",
            $"expected {ofGenerator}, as the generator's images, found {data.Description.Stain ?? "none"}; " +
                "data import --stain or a description (--classes) sets it");
    }

    private void Require(string path, DatasetDescription dataset, int size)
    {
        if (dataset.DifferenceFrom(data.Description) is { } difference)
            throw new InvalidInputException(
                path, "classes", $"{difference}; --model, --filter and --judge name weights of these classes");
        if (size != data.Train.Size)
            throw new InvalidInputException(
                path, "size", $"expected weights for tiles of {data.Train.Size} px as in the data, found {size} px");
    }
}
