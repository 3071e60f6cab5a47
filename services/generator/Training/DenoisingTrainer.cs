using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>
/// Trains a denoising network on real images, and writes weights, samples and the loss curve to one folder. What the
/// network is conditioned on is a matter of the kind of generator.
/// </summary>
public abstract class DenoisingTrainer
{
    private const int CheckpointEverySteps = 250;
    private readonly GeneratorTrainingOptions _options;
    private readonly string _dataName, _dataHash;
    private readonly DenoisingNetwork _network;
    private readonly DenoisingLoss _loss;
    private readonly GradientStep _gradient;
    private readonly Ema _ema;
    private readonly BatchPlan _plan;
    private readonly Func<long, int[]> _tilesAt;
    private readonly NoiseAhead _noise;
    private readonly torch.Generator _random = new();

    /// <param name="options">The recipe.</param>
    /// <param name="data">The data; only its training split is used.</param>
    /// <param name="folder">The output folder; a checkpoint in it is resumed.</param>
    /// <param name="images">The training split, as pixels or latents.</param>
    /// <param name="network">The network with its first weights.</param>
    /// <exception cref="ArgumentException">The device does not support the precision.</exception>
    protected DenoisingTrainer(
        GeneratorTrainingOptions options,
        TileDataset data,
        string folder,
        ITrainingImages images,
        DenoisingNetwork network)
    {
        _ = ComputePrecision.Of(options.Precision);   // throws before anything is written
        (_options, Data, Folder, Images) = (options, data, folder, images);
        (_dataName, _dataHash) = (data.Name, data.ContentHash());
        Schedule = NoiseSchedule.Parse(options.Schedule);
        _network = network;
        _loss = new DenoisingLoss(_network, Schedule, Prediction.V, options.SnrGamma);
        _gradient = new GradientStep(
            _network.parameters(), options.WeightDecay, options.MaxGradNorm, options.Precision);
        _ema = new Ema(_network, options.EmaDecay);
        _plan = new BatchPlan(options.Seed, data.Train.Count, options.Batch);
        _tilesAt = options.BalanceClasses
            ? new BalancedPlan(options.Seed, data.Train.Labels, options.Batch).At
            : _plan.At;
        _noise = new NoiseAhead(Noise);
    }

    /// <summary>The data.</summary>
    protected TileDataset Data { get; }

    /// <summary>The output folder.</summary>
    protected string Folder { get; }

    /// <summary>The training split, as pixels or latents.</summary>
    protected ITrainingImages Images { get; }

    /// <summary>The noise schedule.</summary>
    protected NoiseSchedule Schedule { get; }

    /// <summary>The averages of the weights, under the network's names.</summary>
    protected IEnumerable<(string name, Tensor tensor)> Averages => _ema.Averages;

    /// <summary>Number of steps between two pictures of samples.</summary>
    protected virtual int SampleEverySteps => 500;

    /// <summary>What each image of a step is trained with; the network takes it as its condition.</summary>
    /// <param name="indices">The images.</param>
    /// <param name="step">The step's number.</param>
    protected abstract Tensor ConditionsAt(int[] indices, long step);

    /// <summary>Changes the first weights, before a run that resumes from no checkpoint.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>Draws images with the averaged weights, which are in the network while this runs.</summary>
    protected abstract IReadOnlyList<GridRow> Samples();

    /// <summary>Writes the averaged weights and returns their path.</summary>
    protected abstract string Export();

    private string CheckpointPath => Path.Combine(Folder, "checkpoint.safetensors");

    /// <summary>Trains to the end and returns the path of the averaged weights.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the next start resumes from the checkpoint.</exception>
    public string Run(IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        using var precision = ComputePrecision.Use(_options.Precision);
        Directory.CreateDirectory(Folder);
        var checkpoint = new Checkpoint(
            _network, _ema, _gradient, new RunIdentity(_options.ToJson(), _dataName, _dataHash));
        var run = new TrainingRun(
            "generator",
            _options.Steps,
            _options.Batch,
            CheckpointPath,
            CheckpointEverySteps);
        if (!File.Exists(CheckpointPath)) Prepare();
        using var losses = new LossLog(Path.Combine(Folder, "loss.csv"), progress);
        run.Run(checkpoint, Step, _ => null, losses, cancel, afterSave: AfterSave);
        var weights = Export();
        if (!File.Exists(SamplesOf(_options.Steps))) DrawSamples(_options.Steps);   // a stop can skip them
        return weights;
    }

    /// <summary>
    /// One step: add noise to real tiles, predict, compare, follow the gradient. A pure function of the state and the
    /// step's number.
    /// </summary>
    private (double loss, double rate) Step(long step)
    {
        using var scope = NewDisposeScope();
        _network.SeedDropout((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Dropout).Next());
        var indices = _tilesAt(step);
        var clean = Images.At(indices, _plan.SymmetriesAt(step));                               // (B, C, S, S)
        var conditions = ConditionsAt(indices, step);
        var levels = NoiseLevels.At(_options.Seed, step, _options.Batch);
        var loss = _loss.PerImage(clean, conditions, _noise.At(step), levels).mean();

        var rate = LearningRate.WarmupCosine(_options.LearningRate, step, _options.WarmupSteps, _options.Steps, 0.02);
        _gradient.Follow(loss, rate);
        _ema.Update(step);
        return (loss.item<float>(), rate);
    }

    private Tensor Noise(long step)
    {
        _random.manual_seed((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Noise).Next());
        return SeededNoise.OnCpu([_options.Batch, Images.Channels, Images.Size, Images.Size], _random);
    }

    private void AfterSave(long done)
    {
        if (done % SampleEverySteps == 0) DrawSamples(done);   // the last ones follow the weights
    }

    private string SamplesOf(long done) => Path.Combine(Folder, $"samples-{done:D6}.png");

    private void DrawSamples(long done) => _ema.Applied(() =>
    {
        _network.eval();
        AtomicFile.Write(SamplesOf(done), Png.Encode(TileGrid.Draw(Samples())));
        _network.train();
    });
}
