using PathAlign.Data;
using PathAlign.Evaluator.Distribution;
using PathAlign.Training.Classification;

namespace PathAlign.Evaluator.Comparison;

/// <summary>The images of one side of a comparison, with the results of the judge and the raters.</summary>
/// <param name="Tiles">The images with their requested classes.</param>
/// <param name="Verdicts">The judge's class of each.</param>
/// <param name="Features">The judge's features, one row per image.</param>
/// <param name="Axes">The features projected onto the leading axes of real tiles.</param>
/// <param name="Neighbours">Distances to real training tiles and among the images.</param>
/// <param name="Plausible">The raters' mean verdict on each image, in [0, 1].</param>
internal sealed record Arm(
    TileSet Tiles,
    int[] Verdicts,
    FeatureMatrix Features,
    FeatureMatrix Axes,
    Neighbours Neighbours,
    double[] Plausible)
{
    internal static Arm Of(
        ClassifierModel judge, FeatureMatrix real, PrincipalAxes axes, TileSet tiles, double[] plausible)
    {
        var seen = ClassifierEvaluation.Run(judge.Network, tiles, symmetries: false);
        var features = FeatureMatrix.Of(seen.Features, tiles.Count);
        return new Arm(
            tiles,
            seen.Predicted,
            features,
            axes.Project(features),
            new Neighbours(real, features),
            plausible);
    }
}
