using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>Trains a class-conditional generator of tiles.</summary>
public sealed class GeneratorTrainer : DenoisingTrainer
{
    private const int SamplesPerClass = 8;
    private readonly GeneratorTrainingOptions _options;
    private readonly UNet _network;

    /// <param name="options">The recipe.</param>
    /// <param name="data">The data; only its training split is used.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <param name="images">The latents of the training split; null for its pixels.</param>
    /// <param name="from">The generator to go on from, which the recipe fits (<see cref="Fit"/>); null for fresh
    /// weights.</param>
    /// <exception cref="ArgumentException">The device does not support the precision.</exception>
    public GeneratorTrainer(
        GeneratorTrainingOptions options,
        TileDataset data,
        string folder,
        ITrainingImages? images = null,
        GeneratorModel? from = null)
        : this(options, data, images ?? new PixelImages(data.Train), folder, from)
    {
    }

    private GeneratorTrainer(
        GeneratorTrainingOptions options,
        TileDataset data,
        ITrainingImages images,
        string folder,
        GeneratorModel? from)
        : this(options, data, folder, images, Build(options, data.Description.Classes, images, from))
    {
    }

    private GeneratorTrainer(
        GeneratorTrainingOptions options, TileDataset data, string folder, ITrainingImages images, UNet network)
        : base(options, data, folder, images, network)
    {
        (_options, _network) = (options, network);
    }

    /// <summary>The recipe with the shape and the noise schedule of a generator to go on from.</summary>
    /// <exception cref="ArgumentException">That generator is of another kind.</exception>
    public static GeneratorTrainingOptions Fit(GeneratorTrainingOptions options, GeneratorModel from) =>
        TransferredWeights.Fit(options, from);

    /// <summary>Checks, before images are encoded, that a generator to go on from can draw such latents.</summary>
    /// <exception cref="ArgumentException">They have fewer channels than its own.</exception>
    public static void RequireChannels(GeneratorModel from, int channels) =>
        TransferredWeights.RequireChannels(from, channels);

    /// <summary>Checks, before images are encoded, that the network can be built.</summary>
    /// <param name="options">The recipe.</param>
    /// <param name="side">Height and width of an image, in pixels.</param>
    /// <param name="factor">Pixels per position of a latent; 1 for a generator of pixels.</param>
    /// <exception cref="ArgumentException">The side does not fit the number of levels, or a value is out of its
    /// range.</exception>
    public static void RequireShape(GeneratorTrainingOptions options, int side, int factor)
    {
        var step = factor << (options.Channels.Length - 1);
        if (side % step != 0)
            throw new ArgumentException(
                $"--data: expected images whose side is a multiple of {step} px for {options.Channels.Length} " +
                    $"levels, got {side} px");
        Shape(options, side / factor, classes: 1, channels: 1, bound: 1).Validate();
    }

    /// <summary>The classes (B), int64; some are left out, for classifier-free guidance.</summary>
    protected override Tensor ConditionsAt(int[] indices, long step) => tensor(
        DroppedClasses.At(
            _options.Seed, step, indices.Select(i => Data.Train.Labels[i]), _options.ClassDrop, _network.NullClass));

    /// <inheritdoc/>
    protected override IReadOnlyList<GridRow> Samples() => ClassSamples.Draw(
        new DiffusionModel(_network, Schedule, Prediction.V, Images.Space),
        Data.Description,
        SamplesPerClass,
        _options.Seed);

    /// <inheritdoc/>
    protected override string Export()
    {
        var path = Path.Combine(Folder, "generator.safetensors");
        var metadata = new Dictionary<string, string>
        {
            ["kind"] = "generator",
            ["network"] = _network.ToJson(),
            ["schedule"] = Schedule.Name,
            ["prediction"] = nameof(Prediction.V),
            ["recipe"] = _options.ToJson(),
            [ComputeStamp.Key] = ComputeStamp.Current.ToString(),
            [DatasetHeader.Key] = DatasetHeader.Text(Data.Description),
            ["data"] = Data.Name,
            ["data_sha256"] = Data.Train.PixelHash(),
        };
        foreach (var (key, text) in LatentSpaceFile.Metadata(Images.Space)) metadata[key] = text;
        var tensors = Averages.Concat(LatentSpaceFile.Tensors(Images.Space));
        // Latent generators are several times as large; reading converts half precision to float32.
        SafetensorsWriter.Write(
            path, Images.Space is null ? ModelWeights.Export(tensors) : ModelWeights.ExportHalf(tensors), metadata);
        return path;
    }

    private static UNet Build(
        GeneratorTrainingOptions options,
        IReadOnlyList<ImageClass> classes,
        ITrainingImages images,
        GeneratorModel? from)
    {
        using var random = new torch.Generator(options.Seed);
        var shape = Shape(options, images.Size, classes.Count, images.Channels, images.Bound);
        if (from is null) return new UNet(shape).Drawn(random);
        var network = new UNet(TransferredWeights.Shape(shape, from)).Drawn(random);
        TransferredWeights.Copy(network, from, classes);
        return network;
    }

    private static UNetConfig Shape(
        GeneratorTrainingOptions options, int size, int classes, int channels, double bound) => new(
            size,
            classes,
            options.Channels,
            options.BlocksPerLevel,
            [options.Channels.Length - 1],
            Dropout: options.Dropout,
            InputChannels: channels,
            CleanBound: bound);
}
