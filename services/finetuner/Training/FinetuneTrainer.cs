using System.Text.Json;
using PathAlign.Contracts;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Finetuner.Objectives;
using PathAlign.Models.Adapters;
using PathAlign.Models.Compute;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Reward;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Training;

/// <summary>
/// Finetunes a generator's adapter: every step follows the gradients of all objectives that the plan gives a weight,
/// with the same noise levels for all of them (Sun et al. 2023).
/// </summary>
public sealed class FinetuneTrainer : IDisposable
{
    private const int CheckpointEverySteps = 20, ProbeImagesPerClass = 8;
    private const double EmaDecay = 0.95;
    private readonly RoundPlan _round;
    private readonly FinetunePlan _plan;
    private readonly GeneratorModel _generator;
    private readonly RewardNetwork _reward;
    private readonly LoraAdapter _adapter;
    private readonly IReadOnlyList<IFinetuneObjective> _objectives;
    private readonly GradientStep _gradient;
    private readonly ProbeLog _probes;
    private readonly torch.Generator _random = new();

    /// <param name="plan">The round's plan.</param>
    /// <param name="generator">The base; its network is changed until <see cref="Dispose"/>.</param>
    /// <param name="reward">The reward model.</param>
    /// <param name="real">Real training tiles.</param>
    /// <param name="synthetic">Synthetic tiles with their rewards.</param>
    public FinetuneTrainer(
        RoundPlan plan, GeneratorModel generator, RewardNetwork reward, TileSet real, RewardedTiles synthetic)
    {
        (_round, _plan, _generator, _reward) = (plan, plan.Finetune, generator, reward);
        foreach (var parameter in reward.parameters()) parameter.requires_grad = false;
        reward.eval();
        _adapter = new LoraAdapter(generator.Network, new LoraConfig(_plan.Rank, _plan.Rank), plan.Seed);
        _gradient = new GradientStep(_adapter.Parameters, weightDecay: 0, _plan.MaxGradNorm, plan.Precision);
        _objectives = FinetuneObjectives.Of(
            new FinetuneInputs(plan, generator, _adapter, reward, real, synthetic));
        _probes = new ProbeLog(_adapter, _plan.DriftBudget, ProbeImagesPerClass * generator.Dataset.Classes.Count);
    }

    /// <summary>The adapter.</summary>
    public LoraAdapter Adapter => _adapter;

    /// <summary>The probes so far.</summary>
    public IReadOnlyList<Probe> Probes => _probes.All;

    /// <summary>
    /// The settings that the adapter depends on, as JSON, for lineage and to match a checkpoint to its run.
    /// </summary>
    public static string Recipe(RoundPlan plan) => JsonSerializer.Serialize(
        new { plan.Seed, plan.Precision, plan.Generation, plan.Finetune }, ContractJson.Options);

    /// <summary>Starts from an earlier round's adapter of the same rank, instead of from no change.</summary>
    /// <exception cref="InvalidInputException">The file is no adapter, or has another rank, scale or base.</exception>
    public void StartFrom(string adapterPath)
    {
        AdapterFile.LoadInto(_adapter, _generator, adapterPath);
        _probes.Reset();
    }

    /// <summary>
    /// Trains to the end, or until the held-out reward falls or the drift exceeds its budget. Then merges the adapter
    /// that was kept.
    /// </summary>
    /// <param name="folder">Folder of the checkpoint; a checkpoint in it is resumed.</param>
    /// <param name="progress">Receives the progress after every step.</param>
    /// <param name="cancel">Stops after the current step, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(string folder, IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        using var precision = ComputePrecision.Use(_round.Precision);
        Directory.CreateDirectory(folder);
        var state = _adapter.State.Concat(_probes.State);
        var checkpoint = new Checkpoint([.. state], _gradient, new RunIdentity(Recipe(_round)));
        var run = new TrainingRun(
            "finetuner",
            _plan.Steps,
            _plan.Batch,
            Path.Combine(folder, "checkpoint.safetensors"),
            CheckpointEverySteps);
        run.Run(checkpoint, Step, AfterStep, progress, cancel, () => _probes.ShouldStop);
        _probes.RestoreKept();
        _adapter.Merge();
    }

    /// <summary>One step; a pure function of the state and the step's number.</summary>
    private (double loss, double rate) Step(long step)
    {
        using var scope = NewDisposeScope();
        _random.manual_seed((long)new CounterRandom(_round.Seed, (ulong)step, Purpose.Noise).Next());
        _adapter.Merge();
        var shared = new FinetuneStep(step, NoiseLevels.At(_round.Seed, step, _plan.Batch), _random);
        var loss = _objectives.Sum(objective => Follow(objective.Loss(shared) * objective.Weight));

        _adapter.CollectGradients();
        var rate = LearningRate.WarmupCosine(
            _plan.LearningRate, step, Math.Min(20, _plan.Steps / 10), _plan.Steps, 0.1);
        _gradient.Step(rate);
        _probes.Average(EmaDecay, step);
        return (loss, rate);
    }

    private double Follow(Tensor loss)
    {
        _gradient.Backward(loss);
        return loss.item<float>();
    }

    private string? AfterStep(long done)
    {
        if (done % _plan.ProbeEvery != 0 && done != _plan.Steps) return null;
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        _probes.MergeAverage();
        var labels = Enumerable.Range(0, ProbeImagesPerClass * _generator.Dataset.Classes.Count)
            .Select(i => (long)(i % _generator.Dataset.Classes.Count))
            .ToArray();
        var tiles = TileSampler.Sample(
            _generator.Diffusion,
            new TileDraws(labels, [.. labels.Select((_, i) => (long)i)], _round.Seed + Purpose.Probe),
            RoundDrawing.SettingsOf(_round.Generation));
        var set = TileSet.Of(_generator.Size, [.. tiles.Select((tile, i) => ((int)labels[i], tile))]);
        var (ensemble, guard) = _reward.Both(
            TileTensors.Signed(set, [.. Enumerable.Range(0, set.Count)]), tensor(labels));
        var probe = _probes.Add(
            done, ensemble.mean().item<float>(), [.. guard.cpu().data<float>().ToArray().Select(r => (double)r)]);
        return FormattableString.Invariant(
            $"reward {probe.Reward:f3}, held-out {probe.HeldOutReward:f3}, drift {probe.Drift:f3}");
    }

    /// <summary>Restores the generator's own weights.</summary>
    public void Dispose()
    {
        _probes.Dispose();
        _gradient.Dispose();
        _adapter.Dispose();
    }
}
