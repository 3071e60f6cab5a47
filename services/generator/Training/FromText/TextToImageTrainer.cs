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
    private const int SamplesPerClass = 4, HeadChannels = 32, Groups = 8;
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
    /// <exception cref="ArgumentException">A caption has more tokens than the model reads.</exception>
    public TextToImageTrainer(
        TextToImageOptions options, TileDataset data, Captions captions, string folder, ITrainingImages images)
        : this(
            options with { CaptionsSha256 = captions.Sha256 },
            data,
            captions,
            folder,
            images,
            Vocabulary(options, captions, folder))
    {
    }

    private TextToImageTrainer(
        TextToImageOptions options,
        TileDataset data,
        Captions captions,
        string folder,
        ITrainingImages images,
        ClipTokenizer tokenizer)
        : this(options, data, captions, folder, images, tokenizer, Build(options, images, tokenizer.Size))
    {
    }

    private TextToImageTrainer(
        TextToImageOptions options,
        TileDataset data,
        Captions captions,
        string folder,
        ITrainingImages images,
        ClipTokenizer tokenizer,
        TextToImageNetwork network)
        : base(options, data, folder, images, network)
    {
        (_options, _captions, _tokenizer, _network) = (options, captions, tokenizer, network);
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
    protected override void Prepare() => CaptionLearning.Run(_network.Text, _captions, Tokens, _options.Seed);

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
            _options.Seed,
            guidance: 3);
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

    private static ClipTokenizer Vocabulary(TextToImageOptions options, Captions captions, string folder)
    {
        var path = Path.Combine(folder, "model", ModelFolder.TokenizerName);
        VocabularyTraining.Write(captions.All, options.Merges, path);
        var tokenizer = ClipTokenizer.Read(path);
        foreach (var caption in captions.All)
        {
            _ = tokenizer.Padded(caption, options.Tokens, out var leftOut);
            if (leftOut > 0)
                throw new ArgumentException(
                    $"caption '{caption}': expected at most {options.Tokens - 2} tokens, got " +
                        $"{options.Tokens - 2 + leftOut}; raise --tokens, or --merges for longer tokens");
        }
        return tokenizer;
    }

    private static TextToImageNetwork Build(TextToImageOptions options, ITrainingImages images, int vocabulary)
    {
        using var random = new torch.Generator(options.Seed);
        var text = new ClipTextConfig
        {
            VocabSize = vocabulary,
            HiddenSize = options.TextFeatures,
            IntermediateSize = 4 * options.TextFeatures,
            NumHiddenLayers = options.TextLayers,
            NumAttentionHeads = Math.Max(1, options.TextFeatures / HeadChannels),
            MaxPositionEmbeddings = options.Tokens,
        };
        return new TextToImageNetwork(
            new ClipTextModel(ClipTextConfig.FromJson(text.ToJson())),
            new ConditionalUNet(Shape(options, images)),
            images.Bound).Drawn(random);
    }

    /// <summary>
    /// Attention at all levels but the finest, where it would cost most and each position sees its own.
    /// </summary>
    private static ConditionalUNetConfig Shape(TextToImageOptions options, ITrainingImages images)
    {
        var levels = options.Channels.Length;
        string[] down = [.. Enumerable.Range(0, levels).Select(i => i == 0 ? "DownBlock2D" : "CrossAttnDownBlock2D")];
        var shape = new ConditionalUNetConfig
        {
            SampleSize = images.Size,
            InChannels = images.Channels,
            OutChannels = images.Channels,
            BlockOutChannels = options.Channels,
            DownBlockTypes = down,
            UpBlockTypes = [.. down.Reverse().Select(type => type.Replace("Down", "Up", StringComparison.Ordinal))],
            LayersPerBlock = options.BlocksPerLevel,
            AttentionHeadDim = [.. options.Channels.Select(c => Math.Max(1, c / HeadChannels))],
            CrossAttentionDim = options.TextFeatures,
            NormNumGroups = Groups,
        };
        return ConditionalUNetConfig.FromJson(shape.ToJson());
    }
}
