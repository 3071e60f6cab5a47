using PathAlign.Contracts.Datasets;
using PathAlign.Imaging;
using PathAlign.Models.Diffusion;

namespace PathAlign.Sampling;

/// <summary>Draws some images of each class, for the pictures that show how a training goes.</summary>
public static class ClassSamples
{
    private const int Steps = 20;

    /// <summary>Draws one row of images for each class. The same seed gives the same noise at every call.</summary>
    /// <param name="model">The model, with its network in eval mode.</param>
    /// <param name="dataset">The classes.</param>
    /// <param name="perClass">Number of images of each class.</param>
    /// <param name="seed">Seed of all noise.</param>
    /// <param name="cancel">Stops between steps.</param>
    public static IReadOnlyList<GridRow> Draw(
        DiffusionModel model, DatasetDescription dataset, int perClass, ulong seed, CancellationToken cancel = default)
    {
        var labels = dataset.Labels.SelectMany(label => Enumerable.Repeat((long)label, perClass)).ToArray();
        var images = TileSampler.Sample(
            model,
            new TileDraws(labels, [.. labels.Select((_, i) => (long)i)], seed),
            new SamplerSettings(new DpmSolverPlusPlus2M(), Steps, model.Network.DefaultGuidance),
            cancel);
        return [.. dataset.Codes.Zip(images.Chunk(perClass), (code, row) => new GridRow(code, row))];
    }
}
