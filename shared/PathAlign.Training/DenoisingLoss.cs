using PathAlign.Models.Diffusion;
using PathAlign.Models.Generator;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training;

/// <summary>The denoising loss of a generator's network (Ho et al. 2020, equation 14).</summary>
/// <param name="network">The network.</param>
/// <param name="schedule">Its noise schedule.</param>
/// <param name="prediction">What the network predicts.</param>
/// <param name="snrGamma">Cap of the min-SNR weighting (Hang et al. 2023, section 3.4); null for none.</param>
public sealed class DenoisingLoss(
    DenoisingNetwork network, NoiseSchedule schedule, Prediction prediction, double? snrGamma)
{
    /// <summary>The loss of each image: (B).</summary>
    /// <param name="clean">Images (B, C, H, W).</param>
    /// <param name="labels">Their classes (B), int64.</param>
    /// <param name="noise">The noise that is added (B, C, H, W).</param>
    /// <param name="levels">The noise level of each image.</param>
    public Tensor PerImage(Tensor clean, Tensor labels, Tensor noise, int[] levels)
    {
        var noisy = DiffusionLoss.AddNoise(schedule, clean, noise, levels);                       // (B, C, H, W)
        var predicted = network.call(noisy, tensor([.. levels.Select(NoiseSchedule.Time)]), labels);
        var target = DiffusionLoss.Target(schedule, prediction, clean, noise, levels);
        return DiffusionLoss.PerImage(schedule, prediction, predicted, target, levels, snrGamma);
    }
}
