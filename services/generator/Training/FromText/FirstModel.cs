using PathAlign.Files;
using PathAlign.Models;
using PathAlign.Models.Generator;
using PathAlign.Models.StableDiffusion;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training.FromText;

/// <summary>
/// What a training from text starts with: fresh weights and a vocabulary of the captions, or those of a model.
/// </summary>
/// <param name="Options">The recipe, with the shape of the network.</param>
/// <param name="Tokenizer">The vocabulary; its files are in the model's folder.</param>
/// <param name="Network">The network with its first weights.</param>
internal sealed record FirstModel(TextToImageOptions Options, ClipTokenizer Tokenizer, TextToImageNetwork Network)
{
    private const int HeadChannels = 32, Groups = 8;

    /// <exception cref="ArgumentException">A caption has more tokens than the model reads, or the model to go on from
    /// draws latents of another shape.</exception>
    /// <exception cref="InvalidInputException">The model to go on from is damaged.</exception>
    internal static FirstModel Of(
        TextToImageOptions options, Captions captions, string folder, ITrainingImages images, string? from)
    {
        var tokenizer = Path.Combine(folder, "model", ModelFolder.TokenizerName);
        var first = from is null
            ? Fresh(options, captions, tokenizer, images)
            : GoingOn(options, tokenizer, images, from);
        RequireShort(captions, first);
        return first;
    }

    private static FirstModel Fresh(
        TextToImageOptions options, Captions captions, string path, ITrainingImages images)
    {
        VocabularyTraining.Write(captions.All, options.Merges, path);
        var tokenizer = ClipTokenizer.Read(path);
        return new FirstModel(options, tokenizer, Build(options, images, tokenizer.Size));
    }

    private static FirstModel GoingOn(TextToImageOptions options, string path, ITrainingImages images, string model)
    {
        ClipTokenizer.Copy(Path.Combine(model, ModelFolder.TokenizerName), path);
        var (text, network) = (ModelFolder.ReadText(model), ModelFolder.ReadUNet(model));
        RequireFit(network.Config, images.Channels, images.Size);
        var known = options with
        {
            FromSha256 = ModelFolder.Hash(model),
            Channels = [.. network.Config.BlockOutChannels],
            BlocksPerLevel = network.Config.LayersPerBlock,
            TextFeatures = text.Config.HiddenSize,
            TextLayers = text.Config.NumHiddenLayers,
            Tokens = text.Config.MaxPositionEmbeddings,
        };
        var joined = new TextToImageNetwork(text, network, images.Bound);
        joined.train();
        return new FirstModel(known, ClipTokenizer.Read(path), joined);
    }

    /// <summary>Refuses a model of latents of another shape than the data give.</summary>
    internal static void RequireFit(ConditionalUNetConfig model, int channels, int side)
    {
        if (model.InChannels != channels || model.SampleSize != side)
            throw new ArgumentException(
                $"--from: expected a model of latents of {channels}×{side}×{side} as the data give, got one of " +
                    $"{model.InChannels}×{model.SampleSize}×{model.SampleSize}");
    }

    private static void RequireShort(Captions captions, FirstModel first)
    {
        var limit = first.Options.Tokens;
        foreach (var caption in captions.All)
        {
            _ = first.Tokenizer.Padded(caption, limit, out var leftOut);
            if (leftOut > 0)
                throw new ArgumentException(
                    $"caption '{caption}': expected at most {limit - 2} tokens, got {limit - 2 + leftOut}; raise " +
                        "--tokens, or --merges for longer tokens");
        }
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
