using PathAlign.Data;
using PathAlign.Generator.Training.FromText;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.Training;
using PathAlign.Training;

namespace PathAlign.Tests.StableDiffusion;

/// <summary>A text-to-image model of a few thousand numbers, trained for a few steps.</summary>
internal static class TinyTextModel
{
    internal const int Size = 64;

    internal static readonly TextToImageOptions Options = new()
    {
        Steps = 4,
        Batch = 4,
        Channels = [8, 32],
        WarmupSteps = 1,
        TextFeatures = 8,
        TextLayers = 1,
        Tokens = 40,
        Merges = 200,
        Seed = 3,
    };

    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> _trained = new(() =>
    {
        using var folder = new TemporaryFolder();
        var root = Train(folder);
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(root, path), File.ReadAllBytes);
    });

    internal static TileDataset Data => TileMaker.Dataset(6, Size);

    /// <summary>Writes the model that is trained once for all tests, and returns its folder.</summary>
    internal static string Write(TemporaryFolder folder)
    {
        foreach (var (name, content) in _trained.Value)
        {
            var path = folder.At(Path.Combine("text", name));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
        return folder.At("text");
    }

    /// <summary>Trains a model and returns its folder.</summary>
    internal static string Train(
        TemporaryFolder folder,
        string name = "text",
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default,
        TextToImageOptions? options = null,
        string? from = null)
    {
        var data = Data;
        using var autoencoder = TinyAutoencoders.Write(folder);
        using var latents = LatentCache.Open(
            folder.At("latents"), autoencoder, data.Train, data.ContentHash(), null, CancellationToken.None);
        var captions = Captions.Of(data.Description);
        return new TextToImageTrainer(options ?? Options, data, captions, folder.At(name), latents, from)
            .Run(progress, cancel);
    }
}
