using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Sampling;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Embedded;

/// <summary>
/// Whether data and weights fit each other, read where the user can be told: before anything is drawn or rated, not in
/// a stage.
/// </summary>
/// <param name="data">The real tiles.</param>
/// <param name="generator">The base generator's file.</param>
/// <param name="filter">The file of the classifier that filters.</param>
/// <param name="judge">The file of the classifier that judges.</param>
internal sealed class RoundFit(TileDataset data, string generator, string filter, string judge)
{
    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="InvalidInputException">An empty split, other classes or another size.</exception>
    internal void Check()
    {
        foreach (var (split, tiles) in data.Splits)
            if (tiles.Count == 0)
                throw new InvalidInputException(data.Name, split, "expected tiles in every split, found none here");
        using (var drawing = GeneratorModel.Load(generator))
            Require(generator, drawing.Dataset, drawing.Size);
        foreach (var path in new[] { filter, judge })
        {
            using var classifier = ClassifierModel.Load(path);
            Require(path, classifier.Dataset, classifier.Size);
        }
    }

    private void Require(string path, DatasetDescription dataset, int size)
    {
        DatasetHeader.RequireSame(dataset, data.Description, path);
        if (size != data.Train.Size)
            throw new InvalidInputException(
                path, "size", $"expected weights for tiles of {data.Train.Size} px as in the data, found {size} px");
    }
}
