using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models.Adapters;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Reward;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Training;

/// <summary>
/// Finetunes a generator's adapter. The objective is that of Sun et al. 2023, β·L(real) + r·L(synthetic) with the same
/// noise levels for both and r in [0, 1], and beside it, unless its weight is 0, the reward of freshly drawn images,
/// whose gradient passes through the last steps of the sampler (DRaFT-K, Clark et al. 2024).
/// </summary>
public sealed class FinetuneTrainer : IDisposable
{
    private const int CheckpointEverySteps = 20, ProbeImagesPerClass = 8;
    private const double EmaDecay = 0.95, Smallest = 1e-4;
    private readonly FinetuneOptions _options;
    private readonly GeneratorModel _generator;
    private readonly RewardNetwork _reward;
    private readonly TileSet _real;
    private readonly RewardedTiles _synthetic;
    private readonly BatchPlan _realPlan, _syntheticPlan;
    private readonly LoraAdapter _adapter;
    private readonly GradientStep _gradient;
    private readonly ProbeLog _probes;
    private readonly torch.Generator _random = new();

    /// <param name="options">The recipe.</param>
    /// <param name="generator">The base; its network is changed while this lives.</param>
    /// <param name="reward">The reward model.</param>
    /// <param name="real">Real training tiles.</param>
    /// <param name="synthetic">Synthetic tiles with their rewards.</param>
    public FinetuneTrainer(
        FinetuneOptions options, GeneratorModel generator, RewardNetwork reward, TileSet real, RewardedTiles synthetic)
    {
        (_options, _generator, _reward, _real, _synthetic) = (options, generator, reward, real, synthetic);
        foreach (var parameter in reward.parameters()) parameter.requires_grad = false;
        reward.eval();
        _adapter = new LoraAdapter(generator.Network, new LoraConfig(options.Rank, options.Rank), options.Seed);
        _gradient = new GradientStep(_adapter.Parameters, weightDecay: 0, options.MaxGradNorm, options.Precision);
        (_realPlan, _syntheticPlan) = (
            new BatchPlan(options.Seed, real.Count, options.Batch),
            new BatchPlan(options.Seed + 1, synthetic.Tiles.Count, options.Batch));
        _probes = new ProbeLog(_adapter, options.DriftBudget, ProbeImagesPerClass * generator.Dataset.Classes.Count);
    }

    /// <summary>The adapter.</summary>
    public LoraAdapter Adapter => _adapter;

    /// <summary>What was seen on the way.</summary>
    public IReadOnlyList<Probe> Probes => _probes.All;

    /// <summary>Takes an earlier round's adapter, of the same rank, as the start instead of no change.</summary>
    /// <exception cref="InvalidInputException">No adapter, or one of another rank, scale or base.</exception>
    public void StartFrom(string adapterPath)
    {
        AdapterFile.LoadInto(_adapter, _generator, adapterPath);
        _probes.Reset();
    }

    /// <summary>
    /// Trains to the end, or until the held-out reward falls or the drift budget is spent, and leaves the adapter that
    /// was kept merged.
    /// </summary>
    /// <param name="folder">Where the checkpoint lies; one found there is resumed.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancel">Stops after the step at hand, leaving a checkpoint.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(string folder, IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        using var precision = ComputePrecision.Use(_options.Precision);
        Directory.CreateDirectory(folder);
        var state = _adapter.State.Concat(_probes.State);
        var checkpoint = new Checkpoint([.. state], _gradient, new RunIdentity(_options.ToJson()));
        var run = new TrainingRun(
            "finetuner",
            _options.Steps,
            _options.Batch,
            Path.Combine(folder, "checkpoint.safetensors"),
            CheckpointEverySteps);
        run.Run(checkpoint, Step, AfterStep, progress, cancel, () => _probes.ShouldStop);
        _probes.RestoreKept();
        _adapter.Merge();
    }

    /// <summary>One step; a pure function of the state and the number.</summary>
    private (double loss, double rate) Step(long step)
    {
        using var scope = NewDisposeScope();
        _random.manual_seed((long)new CounterRandom(_options.Seed, (ulong)step, Purpose.Noise).Next());
        _adapter.Merge();
        var levels = NoiseLevels(step);
        double loss = 0;
        if (_options.RealWeight > 0) loss += Follow(Loss(_real, _realPlan, step, levels).mean() * _options.RealWeight);
        if (_options.SyntheticWeight > 0)
            loss += Follow(
                (
                    Loss(_synthetic.Tiles, _syntheticPlan, step, levels) * Rewards(step)).mean()
                        * _options.SyntheticWeight);
        if (_options.RewardWeight > 0) loss += Follow(RewardLoss(step));

        _adapter.CollectGradients();
        var rate = LearningRate.WarmupCosine(
            _options.LearningRate, step, Math.Min(20, _options.Steps / 10), _options.Steps, 0.1);
        _gradient.Step(rate);
        _probes.Average(EmaDecay, step);
        return (loss, rate);
    }

    private double Follow(Tensor loss)
    {
        _gradient.Backward(loss);
        return loss.item<float>();
    }

    private Tensor Rewards(long step) =>
        tensor([.. _syntheticPlan.At(step).Select(row => (float)_synthetic.Rewards[row])]);

    /// <summary>
    /// The denoising loss of each image of a batch (B), with the class never dropped: the adapter learns what the class
    /// looks like.
    /// </summary>
    private Tensor Loss(TileSet tiles, BatchPlan plan, long step, int[] levels)
    {
        var rows = plan.At(step);
        var clean = TileTensors.Signed(tiles, rows, plan.SymmetriesAt(step));                    // (B, 3, S, S)
        var noise = SeededNoise.Normal(clean.shape, _random);
        var noisy = DiffusionLoss.AddNoise(_generator.Schedule, clean, noise, levels);
        var predicted = _generator.Network.call(
            noisy, tensor([.. levels.Select(NoiseSchedule.Time)]), TileTensors.Labels(tiles, rows));
        var target = DiffusionLoss.Target(_generator.Schedule, _generator.Prediction, clean, noise, levels);
        return DiffusionLoss.PerImage(
            _generator.Schedule,
            _generator.Prediction,
            predicted,
            target,
            levels,
            _options.SnrGamma);
    }

    /// <summary>
    /// The weighted −log r − log p(class) of freshly drawn images, recorded through the last steps of the sampler.
    /// </summary>
    private Tensor RewardLoss(long step)
    {
        var random = new CounterRandom(_options.Seed, (ulong)step, Purpose.Draw);
        var labels = Enumerable.Range(0, _options.RewardBatch)
            .Select(i => (long)((i + (step * _options.RewardBatch)) % _generator.Dataset.Classes.Count))
            .ToArray();
        var indices = labels.Select(_ => (long)(random.Next() >> 2)).ToArray();
        var classes = tensor(labels);
        var predictor = new GuidedPredictor(
            _generator.Network, _generator.Schedule, _generator.Prediction, classes, _options.Guidance);
        var recordedFrom =
            NoiseSchedule.Trailing(_options.SamplingSteps)[Math.Max(0, _options.SamplingSteps - _options.RewardDepth)];
        Tensor Clean(Tensor noisy, int level)
        {
            using var mode = set_grad_enabled(level <= recordedFrom);
            return predictor.Clean(noisy, level);
        }
        var noise = TileSampler.Noise(_generator.Network, indices, _options.Seed + Purpose.Draw, 0);
        var images = new DpmSolverPlusPlus2M().Sample(
            _generator.Schedule, Clean, noise, _options.SamplingSteps, _ => noise);
        var (plausibility, classProbability) = _reward.Guide(images, classes);
        // none above the target
        Tensor Push(Tensor share) => share.clamp(Smallest, _options.RewardTarget).log();
        return (Push(plausibility) + (Push(classProbability) * _options.ClassWeight)).mean() * -_options.RewardWeight;
    }

    private string? AfterStep(long done)
    {
        if (done % _options.ProbeEvery != 0 && done != _options.Steps) return null;
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        _probes.MergeAverage();
        var labels = Enumerable.Range(0, ProbeImagesPerClass * _generator.Dataset.Classes.Count)
            .Select(i => (long)(i % _generator.Dataset.Classes.Count))
            .ToArray();
        var tiles = TileSampler.Sample(
            _generator.Network,
            _generator.Schedule,
            _generator.Prediction,
            labels,
            [.. labels.Select((_, i) => (long)i)],

            _options.Seed + Purpose.Probe, new DpmSolverPlusPlus2M(), _options.SamplingSteps, _options.Guidance);
        var set = TileSet.Of(_real.Size, [.. tiles.Select((tile, i) => ((int)labels[i], tile))]);
        var (ensemble, guard) = _reward.Both(
            TileTensors.Signed(set, [.. Enumerable.Range(0, set.Count)]), tensor(labels));
        var probe = _probes.Add(
            done, ensemble.mean().item<float>(), [.. guard.cpu().data<float>().ToArray().Select(r => (double)r)]);
        return FormattableString.Invariant(
            $"reward {probe.Reward:f3}, held-out {probe.HeldOutReward:f3}, drift {probe.Drift:f3}");
    }

    /// <summary>
    /// One level an image, spread evenly over all levels; real and synthetic images share them, as in the paper.
    /// </summary>
    private int[] NoiseLevels(long step)
    {
        var random = new CounterRandom(_options.Seed, (ulong)step, Purpose.NoiseLevel);
        var shift = random.NextUnit();
        return
        [
            .. random.Permutation(_options.Batch).Select(i => (int)((i + shift) / _options.Batch * NoiseSchedule.Steps))
        ];
    }

    /// <summary>Gives the generator its own weights back.</summary>
    public void Dispose()
    {
        _probes.Dispose();
        _gradient.Dispose();
        _adapter.Dispose();
    }
}
