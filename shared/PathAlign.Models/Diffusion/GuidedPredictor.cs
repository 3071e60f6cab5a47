using PathAlign.Models.Generator;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>
/// Predicts x₀ with classifier-free guidance (Ho and Salimans 2022): one pass evaluates the network with and without
/// the class. Guidance acts only in a range of noise times (Kynkäänniemi et al. 2024). In strong noise it may reduce
/// variety, in weak noise it has little effect; outside the range, a pass does half of the work.
/// </summary>
public sealed class GuidedPredictor
{
    private readonly DenoisingNetwork _network;
    private readonly NoiseSchedule _schedule;
    private readonly Prediction _prediction;
    private readonly GuidanceSettings _guidance;
    private readonly Tensor _labels, _both;

    /// <param name="network">The network, in eval mode.</param>
    /// <param name="schedule">The schedule that it was trained with.</param>
    /// <param name="prediction">What it predicts.</param>
    /// <param name="labels">The class of each image (B) int64.</param>
    /// <param name="guidance">How guidance acts.</param>
    public GuidedPredictor(
        DenoisingNetwork network,
        NoiseSchedule schedule,
        Prediction prediction,
        Tensor labels,
        GuidanceSettings guidance)
    {
        (_network, _schedule, _prediction, _labels, _guidance) = (network, schedule, prediction, labels, guidance);
        _both = cat([labels, full_like(labels, network.NullClass)]);
    }

    /// <summary>
    /// Predicts x₀ (B, C, H, W), clamped to the network's bound, from noisy images (B, C, H, W) at a step. Gradients
    /// are recorded unless the caller turns them off.
    /// </summary>
    public Tensor Clean(Tensor noisy, int step)
    {
        var time = NoiseSchedule.Time(step);
        var output = _guidance.ActsAt(time) ? Guided(noisy, time) : _network.call(noisy, Times(noisy, time), _labels);
        var (alpha, sigma) = (_schedule.Alpha(step), _schedule.Sigma(step));
        var clean = _prediction == Prediction.V
            ? (noisy * alpha) - (output * sigma)
            : (noisy - (output * sigma)) / alpha;
        return clean.clamp(-_network.CleanBound, _network.CleanBound);
    }

    private Tensor Guided(Tensor noisy, float time)
    {
        var doubled = cat([noisy, noisy]);
        var halves = _network.call(doubled, Times(doubled, time), _both).chunk(2);
        return halves[1] + ((halves[0] - halves[1]) * _guidance.Strength);
    }

    private static Tensor Times(Tensor noisy, float time) => full([noisy.shape[0]], time, device: noisy.device);
}
