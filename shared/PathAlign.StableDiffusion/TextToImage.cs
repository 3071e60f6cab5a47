using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Models.StableDiffusion;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Lora;
using PathAlign.StableDiffusion.Scheduling;
using PathAlign.StableDiffusion.Text;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion;

/// <summary>Draws images from text with a model in diffusers' layout.</summary>
public sealed class TextToImage : IDisposable
{
    private readonly ClipTextModel _text;
    private readonly ClipTokenizer _tokenizer;
    private readonly string _path;
    private readonly Dictionary<string, Tensor> _features = [];
    private readonly LoraMerge _adapters, _textAdapters;
    private readonly Lazy<string> _latentsSha256, _earlierSha256;

    private TextToImage(string path)
    {
        _path = path;
        _tokenizer = ClipTokenizer.Read(Path.Combine(path, ModelFolder.TokenizerName));
        Schedule = SchedulerConfigFile.Read(Path.Combine(path, "scheduler", "scheduler_config.json"));
        _text = ModelFolder.ReadText(path);
        UNet = ModelFolder.ReadUNet(path);
        Latents = ModelFolder.ReadLatents(path);
        Sha256 = ModelFolder.Hash(path);
        _latentsSha256 = new Lazy<string>(() => ModelHash.OfLatents(path));
        _earlierSha256 = new Lazy<string>(() => ModelHash.OfFolder(path));
        (_adapters, _textAdapters) = (new LoraMerge(UNet), new LoraMerge(_text));
        RequireFit();
    }

    /// <summary>The denoising network, in eval mode.</summary>
    public ConditionalUNet UNet { get; }

    /// <summary>The autoencoder and the scale of its latents.</summary>
    public LatentSpace Latents { get; }

    /// <summary>The noise schedule and the scheduler that the model's author chose.</summary>
    public SchedulerConfig Schedule { get; }

    /// <summary>A hash of the model's networks and tokenizer, for provenance.</summary>
    public string Sha256 { get; }

    /// <summary>A hash of the autoencoder.</summary>
    public string LatentsSha256 => _latentsSha256.Value;

    /// <summary>The hash by which earlier versions named the model: of all configs and weights in its folder.</summary>
    public string EarlierSha256 => _earlierSha256.Value;

    /// <summary>Hash and weight of each merged adapter, for provenance; empty for none.</summary>
    public string Adapters { get; private set; } = "";

    /// <summary>The description of the model's data set; null for models that were not trained here.</summary>
    public DatasetDescription? Dataset => DescriptionFile.Find(Path.Combine(_path, DescriptionFile.InFolder));

    /// <summary>Height and width of an image of the size that the model was trained at, in pixels.</summary>
    public int Size => UNet.Config.SampleSize * Latents.Codec.Factor;

    /// <summary>The name of the scheduler that the model's author chose.</summary>
    /// <exception cref="InvalidInputException">It is none that is supported.</exception>
    public string SchedulerName => Schedulers.NameOf(Schedule, Path.Combine(_path, "scheduler"));

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidInputException">The folder is no such model, or a part of it is invalid.</exception>
    public static TextToImage Load(string path)
    {
        if (!ModelFolder.IsOne(path))
            throw new InvalidInputException(
                path, ModelFolder.IndexName, "expected a folder in diffusers' layout, found no such file");
        ModelIndex.RequireTextToImage(Path.Combine(path, ModelFolder.IndexName));
        return new TextToImage(path);
    }

    /// <summary>
    /// Draws one image. It depends on the prompts, the settings, the seed and its index only; other images of a run do
    /// not change it.
    /// </summary>
    /// <param name="prompt">What the image shows.</param>
    /// <param name="settings">The settings of sampling.</param>
    /// <param name="index">The image's index in the run, which determines its noise.</param>
    /// <param name="progress">Called with the numbers of finished and of all steps.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <exception cref="ArgumentException">A prompt is too long, or the size does not fit the model.</exception>
    /// <exception cref="InvalidInputException">The scheduler does not support the model's schedule.</exception>
    /// <exception cref="NotFiniteNumberException">A step or the autoencoder gives NaN or infinity.</exception>
    public RgbImage Draw(
        string prompt,
        PromptSettings settings,
        long index,
        Action<int, int>? progress = null,
        CancellationToken cancel = default)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var side = LatentSide(settings.Size ?? Size);
        using var run = Schedulers.Of(settings.Scheduler ?? SchedulerName, Schedule).Start(settings.Steps);
        var text = cat([Features(settings.Negative), Features(prompt)]);                         // (2, M, E)
        Tensor Noise(int draw) => NoiseOf(settings.Seed, index, draw, side);
        var x = Noise(0) * run.InitialNoiseScale;                                               // (1, C, H, W)
        for (var i = 0; i < run.Timesteps.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var input = run.ScaleInput(x, i);
            var part = i / (double)run.Timesteps.Count;
            var output = Predict(input, (float)run.Timesteps[i], text, settings, part);
            var next = run.Step(output, i, x, run.NeedsNoise(i) ? Noise(i + 1) : null);
            FiniteNumbers.Require(next, $"step {i + 1} of {run.Timesteps.Count}");
            x.Dispose();
            x = step.MoveToOuter(next);
            progress?.Invoke(i + 1, run.Timesteps.Count);
        }
        cancel.ThrowIfCancellationRequested();
        var image = TiledDecoder.Decode(Latents, x);                                            // (1, 3, S, S)
        FiniteNumbers.Require(image, "the decoded image");
        return TileTensors.ToImages(image)[0];
    }

    /// <summary>
    /// Merges adapters into the denoising network and the text model, in place of those that were merged before.
    /// </summary>
    /// <param name="adapters">Files and their weights: 1 is the full change, 0 none.</param>
    /// <exception cref="InvalidInputException">A file is no adapter of these networks; no adapter is merged then.
    /// </exception>
    public void Merge(IReadOnlyList<(string File, double Weight)> adapters)
    {
        var modules = new Dictionary<LoraNetwork, IReadOnlyCollection<string>>
        {
            [LoraNetwork.Unet] = ModulesOf(UNet),
            [LoraNetwork.TextEncoder] = ModulesOf(_text),
        };
        Adapters = "";
        ForgetFeatures();
        var changes = new List<(IReadOnlyDictionary<LoraNetwork, LoraChange> Of, double Weight)>();
        try
        {
            foreach (var (file, weight) in adapters) changes.Add((LoraFile.Read(file, modules), weight));
            _adapters.Apply([.. changes.Select(c => (c.Of[LoraNetwork.Unet], c.Weight))]);
            _textAdapters.Apply([.. changes.Select(c => (c.Of[LoraNetwork.TextEncoder], c.Weight))]);
        }
        catch
        {
            _adapters.Undo();
            _textAdapters.Undo();
            throw;
        }
        finally
        {
            foreach (var change in changes.SelectMany(c => c.Of.Values)) change.Dispose();
        }
        Adapters = string.Join(
            ' ', adapters.Select(a => FormattableString.Invariant($"{FileHash.Of(a.File)}*{a.Weight}")));
    }

    /// <summary>The features (1, M, E) of a prompt's tokens.</summary>
    /// <exception cref="ArgumentException">The prompt is too long.</exception>
    public Tensor Features(string prompt)
    {
        if (_features.TryGetValue(prompt, out var known)) return known;
        using var mode = no_grad();
        var length = _text.Config.MaxPositionEmbeddings;
        var row = _tokenizer.Padded(prompt, length, out _);
        using var tokens = tensor(row, [1, length], device: UNet.parameters().First().device);
        return _features[prompt] = _text.call(tokens).DetachFromDisposeScope();
    }

    /// <summary>How many tokens of a prompt do not fit the model and are left out.</summary>
    /// <exception cref="ArgumentException">The prompt is too long.</exception>
    public int LeftOut(string prompt)
    {
        _ = _tokenizer.Padded(prompt, _text.Config.MaxPositionEmbeddings, out var leftOut);
        return leftOut;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetFeatures();
        _adapters.Dispose();
        _textAdapters.Dispose();
        _text.Dispose();
        UNet.Dispose();
        Latents.Dispose();
    }

    private static string[] ModulesOf(nn.Module network) =>
        [
            .. network.named_parameters()
                .Where(e => e.name.EndsWith(".weight", StringComparison.Ordinal))
                .Select(e => e.name[..^".weight".Length])
        ];

    private void ForgetFeatures()
    {
        foreach (var features in _features.Values) features.Dispose();
        _features.Clear();
    }

    /// <summary>
    /// The network's output with classifier-free guidance (Ho and Salimans 2022), in the part of the run that the
    /// settings give. Both prompts are always computed, so that the numbers do not depend on the batch.
    /// </summary>
    private Tensor Predict(Tensor input, float step, Tensor text, PromptSettings settings, double progress)
    {
        var output = UNet.call(cat([input, input]), full([2], step, device: input.device), text).chunk(2);
        var guided = progress >= settings.GuidanceFrom && progress < settings.GuidanceTo;
        return guided ? output[0] + ((output[1] - output[0]) * settings.Guidance) : output[1];
    }

    private Tensor NoiseOf(ulong seed, long index, int draw, int side)
    {
        var values = new float[UNet.Config.InChannels * side * side];
        ImageNoise.Fill(seed, index, draw, values);
        return tensor(values, [1, UNet.Config.InChannels, side, side], device: UNet.parameters().First().device);
    }

    /// <summary>Refuses settings that the model cannot draw with.</summary>
    /// <exception cref="ArgumentException">The size, the scheduler or the number of steps does not fit.</exception>
    /// <exception cref="InvalidInputException">The scheduler does not support the model's schedule.</exception>
    public void RequireFit(PromptSettings settings)
    {
        _ = LatentSide(settings.Size ?? Size);
        using var run = Schedulers.Of(settings.Scheduler ?? SchedulerName, Schedule).Start(settings.Steps);
    }

    /// <summary>The side of the latent of an image of a size in pixels.</summary>
    /// <exception cref="ArgumentException">The size does not fit the model.</exception>
    internal int LatentSide(int size)
    {
        var factor = Latents.Codec.Factor;
        return size % factor == 0 && size is >= 8 and <= 4096
            ? size / factor
            : throw new ArgumentException($"size: expected a multiple of {factor} px up to 4096, got {size}");
    }

    private void RequireFit()
    {
        void Same(string part, int found, int expected, string of)
        {
            if (found != expected)
                throw new InvalidInputException(_path, part, $"expected {expected} as {of}, found {found}");
        }
        Same(
            "unet, cross_attention_dim",
            UNet.Config.CrossAttentionDim,
            _text.Config.HiddenSize,
            "the text's features");
        Same("unet, in_channels", UNet.Config.InChannels, Latents.Codec.LatentChannels, "the autoencoder's channels");
        if (_tokenizer.Size > _text.Config.VocabSize)
            throw new InvalidInputException(
                _path,
                "tokenizer",
                $"expected at most {_text.Config.VocabSize} tokens as the text model, found {_tokenizer.Size}");
    }
}
