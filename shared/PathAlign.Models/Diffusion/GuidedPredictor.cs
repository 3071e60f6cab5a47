using PathAlign.Models.Generator;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>
/// Asks a network for x₀ with classifier-free guidance (Ho and Salimans 2022): with and without the class in one pass.
/// Guidance acts in a range of noise only (Kynkäänniemi et al. 2024): in strong noise it costs variety, in weak noise
/// it does nothing, and outside the range half of the work is saved.
/// </summary>
public sealed class GuidedPredictor
{
    /// <summary>Where guidance acts unless said otherwise, in noise times.</summary>
    public static readonly (double Low, double High) DefaultRange = (0.2, 0.8);

    private readonly UNet _network;
    private readonly NoiseSchedule _schedule;
    private readonly Prediction _prediction;
    private readonly double _guidance;
    private readonly (double low, double high) _range;
    private readonly Tensor _labels, _both;

    /// <param name="network">The network, in eval mode.</param>
    /// <param name="schedule">The schedule it was trained with.</param>
    /// <param name="prediction">What it predicts.</param>
    /// <param name="labels">The class of each image (B) int64.</param>
    /// <param name="guidance">1 for none; above, the class counts for more.</param>
    /// <param name="range">Noise times in [0, 1] at which guidance acts; <see cref="DefaultRange"/> when left
    /// out.</param>
    public GuidedPredictor(
        UNet network,
        NoiseSchedule schedule,
        Prediction prediction,
        Tensor labels,
        double guidance,
        (double low, double high)? range = null)
    {
        (_network, _schedule, _prediction, _labels, _guidance, _range) = (
            network,
            schedule,
            prediction,
            labels,
            guidance,
            range ?? DefaultRange);
        _both = cat([labels, full_like(labels, network.NullClass)]);
    }

    /// <summary>
    /// x₀ (B, C, H, W), within the network's bound, of noisy images at a step; recorded for gradients unless the
    /// caller says otherwise.
    /// </summary>
    public Tensor Clean(Tensor noisy, int step)
    {
        var time = NoiseSchedule.Time(step);
        var guided = _guidance != 1 && time >= _range.low && time <= _range.high;
        var output = guided ? Guided(noisy, time) : _network.call(noisy, Times(noisy, time), _labels);
        var (alpha, sigma) = (_schedule.Alpha(step), _schedule.Sigma(step));
        var clean = _prediction == Prediction.V
            ? (noisy * alpha) - (output * sigma)
            : (noisy - (output * sigma)) / alpha;
        return clean.clamp(-_network.Config.CleanBound, _network.Config.CleanBound);
    }

    private Tensor Guided(Tensor noisy, float time)
    {
        var doubled = cat([noisy, noisy]);
        var halves = _network.call(doubled, Times(doubled, time), _both).chunk(2);
        return halves[1] + ((halves[0] - halves[1]) * _guidance);
    }

    private static Tensor Times(Tensor noisy, float time) => full([noisy.shape[0]], time, device: noisy.device);
}
