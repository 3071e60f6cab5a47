using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Adapters;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Lora;
using PathAlign.StableDiffusion.Text;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Lora;

/// <summary>
/// Trains an adapter of a text-to-image model's attention on labelled images, each with the prompt of its class (Hu et
/// al. 2021; Choudhary 2025), and writes it under the names that other programs read.
/// </summary>
public sealed class LoraTrainer : IDisposable
{
    private const int CheckpointEverySteps = 25, SampleEverySteps = 250, SamplesPerClass = 4;
    private readonly LoraOptions _options;
    private readonly TileDataset _data;
    private readonly ITrainingImages _images;
    private readonly string _folder;
    private readonly LoraNaming _naming;
    private readonly NoiseSchedule _schedule;
    private readonly Prediction _prediction;
    private readonly PromptedUNet _network;
    private readonly LoraAdapter _adapter;
    private readonly DenoisingLoss _loss;
    private readonly GradientStep _gradient;
    private readonly Ema _ema;
    private readonly BatchPlan _plan;
    private readonly torch.Generator _random = new();

    /// <param name="options">The recipe.</param>
    /// <param name="model">The model; its network is changed until <see cref="Dispose"/>.</param>
    /// <param name="data">The data; only its training split is used. Its classes have the prompts.</param>
    /// <param name="images">The latents of the training split, in the model's scale.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <param name="naming">The names under which the adapter is written.</param>
    /// <exception cref="InvalidInputException">The model's noise schedule is not supported.</exception>
    public LoraTrainer(
        LoraOptions options,
        TextToImage model,
        TileDataset data,
        ITrainingImages images,
        string folder,
        LoraNaming naming = LoraNaming.Diffusers)
    {
        _ = ComputePrecision.Of(options.Precision);   // throws before anything is written
        _schedule = GeneratorExport.ScheduleOf(model.Schedule);
        _prediction = GeneratorExport.PredictionOf(model.Schedule);
        _options = options with
        {
            ModelSha256 = model.Sha256,
            Schedule = $"{_schedule.Name}, {_prediction}",
            Prompts = [.. data.Description.Classes.Select(Prompts.Of)],
        };
        (_data, _images, _folder, _naming) = (data, images, folder, naming);
        _network = GeneratorExport.Prompted(model, data.Description, data.Train.Size);
        _adapter = new LoraAdapter(_network, new LoraConfig(options.Rank, options.Alpha), options.Seed);
        _loss = new DenoisingLoss(_network, _schedule, _prediction, options.SnrGamma > 0 ? options.SnrGamma : null);
        _gradient = new GradientStep(
            _adapter.Parameters, options.WeightDecay, options.MaxGradNorm, options.Precision);
        _ema = new Ema(_adapter.State, options.EmaDecay);
        _plan = new BatchPlan(options.Seed, data.Train.Count, options.Batch);
    }

    /// <summary>Number of trained parameters.</summary>
    public long Parameters => _adapter.Parameters.Sum(p => p.numel());

    /// <summary>Trains to the end and returns the path of the averaged adapter.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the next start resumes from the checkpoint.</exception>
    /// <exception cref="NotFiniteNumberException">A loss or a gradient is not finite; the message names the
    /// step.</exception>
    public string Run(IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        using var precision = ComputePrecision.Use(_options.Precision);
        Directory.CreateDirectory(_folder);
        var state = _adapter.State.Concat(_ema.Averages.Select(e => ($"ema.{e.name}", e.tensor)));
        var checkpoint = new Checkpoint(
            [.. state],
            _gradient,
            new RunIdentity(
                _options.ToJson(), _data.Name, _data.ContentHash(), IgnoredOption: nameof(LoraOptions.Steps)));
        var run = new TrainingRun(
            "adapter",
            _options.Steps,
            _options.Batch,
            Path.Combine(_folder, "checkpoint.safetensors"),
            CheckpointEverySteps);
        run.Run(
            checkpoint,
            step => Step(step, cancel),
            _ => null,
            progress,
            cancel,
            afterSave: done =>
            {
                Export(done);
                if (done % SampleEverySteps == 0) DrawSamples(done, cancel);
            });
        var adapter = Export(_options.Steps);
        if (!File.Exists(SamplesOf(_options.Steps))) DrawSamples(_options.Steps, cancel);   // a stop can skip them
        return adapter;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ema.Dispose();
        _gradient.Dispose();
        _adapter.Dispose();
    }

    /// <summary>One step; a pure function of the state and the step's number.</summary>
    private (double loss, double rate) Step(long step, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        _random.manual_seed((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Noise).Next());
        var (rows, symmetries) = (_plan.At(step), _plan.SymmetriesAt(step));
        var labels = DroppedClasses.At(
            _options.Seed,
            step,
            rows.Select(row => _data.Train.Labels[row]),
            _options.PromptDrop,
            _network.NullClass);
        var levels = NoiseLevels.At(_options.Seed, step, _options.Batch);
        _adapter.Merge();
        var loss = 0.0;
        for (var first = 0; first < _options.Batch; first += _options.MicroBatch)
        {
            cancel.ThrowIfCancellationRequested();   // on a CPU a step can take half an hour
            var part = first..Math.Min(first + _options.MicroBatch, _options.Batch);
            loss += Follow(rows[part], symmetries[part], labels[part], levels[part]);
        }
        _adapter.CollectGradients();
        var rate = LearningRate.CosineRestarts(_options.LearningRate, step, _options.RestartAfter);
        _gradient.Step(rate);
        _ema.Update(step);
        return (loss, rate);
    }

    /// <summary>Adds the gradient of some images of a step, and returns their share of its loss.</summary>
    private double Follow(int[] rows, int[] symmetries, long[] labels, int[] levels)
    {
        using var scope = NewDisposeScope();
        var clean = _images.At(rows, symmetries);                                                // (B, C, H, W)
        var loss = _loss.PerImage(clean, tensor(labels, device: clean.device), Noise(clean.shape), levels);
        var share = loss.sum() / _options.Batch;
        _gradient.Backward(share);
        return share.item<float>();
    }

    private Tensor Noise(long[] shape)
    {
        var noise = SeededNoise.Normal(shape, _random);
        return _options.NoiseOffset > 0
            ? noise + (SeededNoise.Normal([shape[0], shape[1], 1, 1], _random) * _options.NoiseOffset)
            : noise;
    }

    private string SamplesOf(long done) => Path.Combine(_folder, $"samples-{done:D6}.png");

    private void DrawSamples(long done, CancellationToken cancel) => _ema.Applied(() =>
    {
        _adapter.Merge();
        var rows = ClassSamples.Draw(
            new DiffusionModel(_network, _schedule, _prediction, _images.Space),
            _data.Description,
            SamplesPerClass,
            _options.Seed,
            cancel);
        AtomicFile.Write(SamplesOf(done), Png.Encode(TileGrid.Draw(rows)));
    });

    /// <summary>Writes the averaged adapter after some steps.</summary>
    private string Export(long done)
    {
        var averages = _ema.Averages.ToDictionary(e => e.name, e => e.tensor);   // the average owns them
        const string Network = "unet.", A = ".lora_A.weight", B = ".lora_B.weight";
        var modules = averages.Keys
            .Where(name => name.EndsWith(A, StringComparison.Ordinal))
            .Select(name => name[..^A.Length])
            .Select(
                module => new LoraModule(
                    module[Network.Length..], averages[module + A], averages[module + B], _adapter.Config.Alpha));
        return LoraFolder.Write(
            _folder,
            new LoraChange([.. modules]),
            _naming,
            new Dictionary<string, string>
            {
                ["format"] = "pt",
                ["base_sha256"] = _options.ModelSha256,
                ["recipe"] = _options.ToJson(),
                ["steps"] = done.ToString(CultureInfo.InvariantCulture),
                [ComputeStamp.Key] = ComputeStamp.Current.ToString(),
                ["data"] = _data.Name,
                ["data_sha256"] = _data.Train.PixelHash(),
            });
    }
}
