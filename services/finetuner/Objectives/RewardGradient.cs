using PathAlign.Contracts.Plans;
using PathAlign.Models.Diffusion;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Finetuner.Objectives;

/// <summary>
/// −log r − log p(class) of newly drawn images. The gradient passes through the last steps of the sampler (DRaFT-K,
/// Clark et al. 2024).
/// </summary>
internal sealed class RewardGradient(FinetuneInputs inputs) : IFinetuneObjective
{
    private const double Smallest = 1e-4;
    private readonly FinetunePlan _plan = inputs.Plan.Finetune;
    private readonly SamplerSettings _drawing = RoundDrawing.SettingsOf(inputs.Plan.Generation);
    private readonly GeneratorModel _generator = inputs.Generator;

    public double Weight => _plan.RewardWeight;

    public Tensor Loss(FinetuneStep step)
    {
        var labels = LabelsAt(step.Number);
        var classes = tensor(labels);                                                            // (B)
        var images = Draw(step.Number, labels, classes);                                         // (B, 3, S, S)
        var (plausibility, classProbability) = inputs.Reward.Guide(images, classes);
        return (Push(plausibility) + (Push(classProbability) * _plan.ClassWeight)).mean().neg();
    }

    /// <summary>Takes classes in turn, so that all classes are drawn equally often.</summary>
    private long[] LabelsAt(long step) =>
    [
        .. Enumerable.Range(0, _plan.RewardBatch)
            .Select(i => (i + (step * _plan.RewardBatch)) % _generator.Dataset.Classes.Count)
    ];

    /// <summary>Draws images and records their last sampling steps for the backward pass.</summary>
    private Tensor Draw(long step, long[] labels, Tensor classes)
    {
        var random = new CounterRandom(inputs.Plan.Seed, (ulong)step, Purpose.Draw);
        var indices = labels.Select(_ => (long)(random.Next() >> 2)).ToArray();
        var predictor = new GuidedPredictor(
            _generator.Network, _generator.Schedule, _generator.Prediction, classes, _drawing.Guidance);
        var recordedFrom = NoiseSchedule.Trailing(_drawing.Steps)[Math.Max(0, _drawing.Steps - _plan.RewardDepth)];
        Tensor Clean(Tensor noisy, int level)
        {
            using var mode = set_grad_enabled(level <= recordedFrom);
            return predictor.Clean(noisy, level);
        }
        var noise = TileSampler.Noise(_generator.Network, indices, inputs.Plan.Seed + Purpose.Draw, 0);
        var drawn = _drawing.Sampler.Sample(
            _generator.Schedule, Clean, noise, _drawing.Steps, _ => noise);                      // (B, C, H, W)
        return _generator.Diffusion.Decode(drawn);
    }

    // no gradient above the target
    private Tensor Push(Tensor share) => share.clamp(Smallest, _plan.RewardTarget).log();
}
