using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Models;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Models.StableDiffusion;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Text;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training.FromText;

/// <summary>
/// Trains a text-to-image model of Stable Diffusion's shape from scratch, small enough for a laptop: a vocabulary, a
/// text model and a UNet on latents, from images and captions. It writes a folder in diffusers' layout.
/// </summary>
public sealed class TextToImageTrainer : DenoisingTrainer
{
    private const int SamplesPerClass = 4;
    private readonly TextToImageOptions _options;
    private readonly TextToImageNetwork _network;
    private readonly Captions _captions;
    private readonly ClipTokenizer _tokenizer;
    private readonly Dictionary<string, long[]> _tokens = [];

    /// <param name="options">The recipe.</param>
    /// <param name="data">The data; only its training split is used.</param>
    /// <param name="captions">The texts of its classes.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <param name="images">The latents of the training split.</param>
    /// <param name="from">The folder of a model of this kind to go on from; null for fresh weights.</param>
    /// <exception cref="ArgumentException">A caption has more tokens than the model reads, or the model to go on from
    /// draws latents of another shape.</exception>
    /// <exception cref="PathAlign.Files.InvalidInputException">The model to go on from is damaged.</exception>
    public TextToImageTrainer(
        TextToImageOptions options,
        TileDataset data,
        Captions captions,
        string folder,
        ITrainingImages images,
        string? from = null)
        : this(
            data,
            captions,
            folder,
            images,
            FirstModel.Of(options with { CaptionsSha256 = captions.Sha256 }, captions, folder, images, from))
    {
    }

    private TextToImageTrainer(
        TileDataset data, Captions captions, string folder, ITrainingImages images, FirstModel first)
        : base(first.Options, data, folder, images, first.Network)
    {
        (_options, _captions, _tokenizer, _network) = (first.Options, captions, first.Tokenizer, first.Network);
    }

    /// <summary>Checks a model to go on from before images are encoded for it.</summary>
    /// <param name="from">Its folder.</param>
    /// <param name="channels">Channels of the latents.</param>
    /// <param name="side">Height and width of the latents.</param>
    /// <exception cref="ArgumentException">It draws latents of another shape.</exception>
    /// <exception cref="PathAlign.Files.InvalidInputException">It is damaged.</exception>
    public static void RequireFit(string from, int channels, int side)
    {
        using var network = ModelFolder.ReadUNet(from);
        FirstModel.RequireFit(network.Config, channels, side);
    }

    private string Model => Path.Combine(Folder, "model");

    /// <summary>The tokens (B, M) of a caption of each image; some are empty, for classifier-free guidance.</summary>
    protected override Tensor ConditionsAt(int[] indices, long step)
    {
        var dropped = new CounterRandom(_options.Seed, (ulong)step, Purpose.ClassDrop);
        var choice = new CounterRandom(_options.Seed, (ulong)step, Purpose.Caption);
        return Tokens(
            indices.Select(
                i =>
                {
                    var caption = _captions.Any(Data.Train.Labels[i], ref choice);
                    return dropped.NextUnit() < _options.ClassDrop ? "" : caption;
                }));
    }

    /// <inheritdoc/>
    protected override int SampleEverySteps => 1000;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (string.IsNullOrEmpty(_options.FromSha256))
            CaptionLearning.Run(_network.Text, _captions, Tokens, _options.Seed);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<GridRow> Samples()
    {
        var description = Data.Description;
        // shares the weights with the network in training, which outlives it
        var prompted = _network.Prompted(Tokens(description.Labels.Select(_captions.Of).Append("")));
        return ClassSamples.Draw(
            new DiffusionModel(prompted, Schedule, Prediction.V, Images.Space),
            description,
            SamplesPerClass,
            _options.Seed);
    }

    /// <inheritdoc/>
    protected override string Export()
    {
        var writer = new ModelFolderWriter(Model);
        var averages = Averages.ToList();
        writer.WriteUNet(_network.UNet.Config, Of("unet.", averages));
        writer.WriteText(_network.Text.Config, Of("text_encoder.", averages));
        writer.WriteTokenizerConfig(_options.Tokens);
        writer.WriteLatents(Images.Space!);
        writer.WriteScheduler(Schedule, Prediction.V);
        writer.WriteDescription(
            Data.Description with
            {
                Classes = [.. Data.Description.Classes.Select((c, label) => c with { Prompt = _captions.Of(label) })],
            });
        writer.WriteIndex(
            new Dictionary<string, string>
            {
                ["recipe"] = _options.ToJson(),
                ["data"] = Data.Name,
                ["data_sha256"] = Data.Train.PixelHash(),
            });
        return Model;
    }

    private static IEnumerable<(string, Tensor)> Of(string prefix, IEnumerable<(string Name, Tensor Tensor)> all) =>
        all.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(e => (e.Name[prefix.Length..], e.Tensor));

    private Tensor Tokens(IEnumerable<string> texts)
    {
        var rows = texts.Select(TokensOf).ToList();
        return tensor([.. rows.SelectMany(row => row)], [rows.Count, _options.Tokens], device: get_default_device());
    }

    private long[] TokensOf(string text)
    {
        if (_tokens.TryGetValue(text, out var row)) return row;
        return _tokens[text] = _tokenizer.Padded(text, _options.Tokens, out _);
    }
}
