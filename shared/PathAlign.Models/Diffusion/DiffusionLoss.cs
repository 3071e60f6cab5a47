using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models.Diffusion;

/// <summary>The denoising loss, one value per image, so that callers can weight images.</summary>
public static class DiffusionLoss
{
    /// <summary>
    /// Adds noise: x_t of clean images (B, C, H, W) and noise of the same shape, at one step per image.
    /// </summary>
    public static Tensor AddNoise(NoiseSchedule schedule, Tensor clean, Tensor noise, int[] steps)
    {
        var (alpha, sigma) = Coefficients(schedule, steps, clean.device);
        return (clean * alpha) + (noise * sigma);
    }

    /// <summary>The target of the network's prediction, (B, C, H, W).</summary>
    public static Tensor Target(NoiseSchedule schedule, Prediction prediction, Tensor clean, Tensor noise, int[] steps)
    {
        if (prediction == Prediction.Epsilon) return noise;
        var (alpha, sigma) = Coefficients(schedule, steps, clean.device);
        return (noise * alpha) - (clean * sigma);
    }

    /// <summary>Weighted mean squared error of each image: (B).</summary>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="prediction">The kind of prediction.</param>
    /// <param name="predicted">(B, C, H, W).</param>
    /// <param name="target">(B, C, H, W).</param>
    /// <param name="steps">The step of each image.</param>
    /// <param name="gamma">Cap of the min-SNR weighting (Hang et al. 2023, section 3.4); null for no weighting.</param>
    public static Tensor PerImage(
        NoiseSchedule schedule,
        Prediction prediction,
        Tensor predicted,
        Tensor target,
        int[] steps,
        double? gamma = 5)
    {
        var error = (predicted - target).square().mean([1, 2, 3]);                                // (B)
        if (gamma is not { } cap) return error;
        var weights = steps.Select(step => (float)Weight(schedule.SignalToNoise(step), prediction, cap)).ToArray();
        return error * tensor(weights, device: predicted.device);
    }

    /// <summary>
    /// min(SNR, γ)/SNR for ε and min(SNR, γ)/(SNR + 1) for v: both weight the error of x₀ by min(SNR, γ).
    /// </summary>
    public static double Weight(double signalToNoise, Prediction prediction, double gamma) =>
        Math.Min(signalToNoise, gamma) / (prediction == Prediction.V ? signalToNoise + 1 : signalToNoise);

    private static (Tensor alpha, Tensor sigma) Coefficients(NoiseSchedule schedule, int[] steps, Device device)
    {
        Tensor Column(Func<int, double> value) =>
            tensor([.. steps.Select(step => (float)value(step))], [steps.Length, 1, 1, 1], device: device);
        return (Column(schedule.Alpha), Column(schedule.Sigma));
    }
}
