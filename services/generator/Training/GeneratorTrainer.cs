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
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// Trains a tile generator from scratch on real tiles, and writes weights, samples and the loss curve to one folder.
/// </summary>
public sealed class GeneratorTrainer
{
    private const int CheckpointEverySteps = 250;
    private const int SampleEverySteps = 500;
    private readonly GeneratorTrainingOptions _options;
    private readonly TileSet _tiles;
    private readonly ITrainingImages _images;
    private readonly DatasetDescription _dataset;
    private readonly string _folder, _dataName, _dataHash;
    private readonly NoiseSchedule _schedule;
    private readonly UNet _network;
    private readonly DenoisingLoss _loss;
    private readonly GradientStep _gradient;
    private readonly Ema _ema;
    private readonly BatchPlan _plan;
    private readonly NoiseAhead _noise;
    private readonly torch.Generator _random = new();

    /// <param name="options">The recipe.</param>
    /// <param name="data">The data; only its training split is used.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <param name="images">The latents of the training split; null for its pixels.</param>
    /// <exception cref="ArgumentException">The device does not support the precision.</exception>
    public GeneratorTrainer(
        GeneratorTrainingOptions options, TileDataset data, string folder, ITrainingImages? images = null)
    {
        _ = ComputePrecision.Of(options.Precision);   // throws before anything is written
        (_options, _tiles, _folder, _dataName) = (options, data.Train, folder, data.Name);
        _images = images ?? new PixelImages(data.Train);
        (_dataset, _dataHash) = (data.Description, data.ContentHash());
        _schedule = NoiseSchedule.Parse(options.Schedule);
        var config = new UNetConfig(
            _images.Size,
            data.Description.Classes.Count,
            options.Channels,
            options.BlocksPerLevel,
            [options.Channels.Length - 1],
            Dropout: options.Dropout,
            InputChannels: _images.Channels,
            CleanBound: _images.Bound);
        _network = new UNet(config).Drawn(_random.manual_seed((long)options.Seed));
        _loss = new DenoisingLoss(_network, _schedule, Prediction.V, options.SnrGamma);
        _gradient = new GradientStep(
            _network.parameters(), options.WeightDecay, options.MaxGradNorm, options.Precision);
        _ema = new Ema(_network, options.EmaDecay);
        _plan = new BatchPlan(options.Seed, data.Train.Count, options.Batch);
        _noise = new NoiseAhead(Noise);
    }

    /// <summary>Trains to the end and returns the path of the averaged weights.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the next start resumes from the checkpoint.</exception>
    public string Run(IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        using var precision = ComputePrecision.Use(_options.Precision);
        Directory.CreateDirectory(_folder);
        var checkpoint = new Checkpoint(
            _network, _ema, _gradient, new RunIdentity(_options.ToJson(), _dataName, _dataHash));
        var run = new TrainingRun(
            "generator",
            _options.Steps,
            _options.Batch,
            Path.Combine(_folder, "checkpoint.safetensors"),
            CheckpointEverySteps);
        using var losses = new LossLog(Path.Combine(_folder, "loss.csv"), progress);
        run.Run(checkpoint, Step, AfterStep, losses, cancel);
        return Export();
    }

    /// <summary>
    /// One step: add noise to real tiles, predict, compare, follow the gradient. A pure function of the state and the
    /// step's number.
    /// </summary>
    private (double loss, double rate) Step(long step)
    {
        using var scope = NewDisposeScope();
        _network.DropoutRandom.manual_seed((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Dropout).Next());
        var indices = _plan.At(step);
        var clean = _images.At(indices, _plan.SymmetriesAt(step));                               // (B, C, S, S)
        var labels = DropClasses(indices, step);                                                 // (B)
        var levels = NoiseLevels.At(_options.Seed, step, _options.Batch);
        var loss = _loss.PerImage(clean, labels, _noise.At(step), levels).mean();

        var rate = LearningRate.WarmupCosine(_options.LearningRate, step, _options.WarmupSteps, _options.Steps, 0.02);
        _gradient.Follow(loss, rate);
        _ema.Update(step);
        return (loss.item<float>(), rate);
    }

    private Tensor Noise(long step)
    {
        _random.manual_seed((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Noise).Next());
        return SeededNoise.OnCpu([_options.Batch, _images.Channels, _images.Size, _images.Size], _random);
    }

    private Tensor DropClasses(int[] indices, long step)
    {
        var random = new CounterRandom(_options.Seed, (ulong)step, Purpose.ClassDrop);
        return tensor(
            [
                .. indices.Select(
                    i => random.NextUnit() < _options.ClassDrop ? (long)_network.NullClass : _tiles.Labels[i])
            ]);
    }

    private string? AfterStep(long done)
    {
        if (done % SampleEverySteps == 0 || done == _options.Steps)
            _ema.Applied(() => DrawSamples(Path.Combine(_folder, $"samples-{done:D6}.png")));
        return null;
    }

    private void DrawSamples(string path)
    {
        const int PerClass = 8;
        _network.eval();
        var labels = _dataset.Labels.SelectMany(label => Enumerable.Repeat((long)label, PerClass)).ToArray();
        var images = TileSampler.Sample(
            new DiffusionModel(_network, _schedule, Prediction.V, _images.Space),
            new TileDraws(labels, [.. labels.Select((_, i) => (long)i)], _options.Seed),
            new SamplerSettings(new DpmSolverPlusPlus2M(), 20, 2));
        var rows = _dataset.Codes.Select(
            (code, label) => new GridRow(code, images[(label * PerClass)..((label + 1) * PerClass)])).ToList();
        AtomicFile.Write(path, Png.Encode(TileGrid.Draw(rows)));
        _network.train();
    }

    private string Export()
    {
        var path = Path.Combine(_folder, "generator.safetensors");
        var metadata = new Dictionary<string, string>
        {
            ["kind"] = "generator",
            ["network"] = _network.Config.ToJson(),
            ["schedule"] = _schedule.Name,
            ["prediction"] = nameof(Prediction.V),
            ["recipe"] = _options.ToJson(),
            [ComputeStamp.Key] = ComputeStamp.Current.ToString(),
            [DatasetHeader.Key] = DatasetHeader.Text(_dataset),
            ["data"] = _dataName,
            ["data_sha256"] = _tiles.PixelHash(),
        };
        foreach (var (key, text) in LatentSpaceFile.Metadata(_images.Space)) metadata[key] = text;
        var tensors = _ema.Averages.Concat(LatentSpaceFile.Tensors(_images.Space));
        // Latent generators are several times as large; reading converts half precision to float32.
        SafetensorsWriter.Write(
            path, _images.Space is null ? ModelWeights.Export(tensors) : ModelWeights.ExportHalf(tensors), metadata);
        return path;
    }
}
