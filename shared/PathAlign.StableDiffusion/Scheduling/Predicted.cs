using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Scheduling;

/// <summary>What a network's output says about x = α·x₀ + σ·ε with α² + σ² = 1.</summary>
internal static class Predicted
{
    /// <summary>x₀ (Salimans and Ho 2022, section 4).</summary>
    internal static Tensor Clean(string prediction, Tensor output, Tensor x, float alpha, float sigma) =>
        prediction switch
        {
            "v_prediction" => (x * alpha) - (output * sigma),
            "sample" => output,
            _ => (x - (output * sigma)) / alpha,
        };

    /// <summary>ε; x₀ is the one that the output says, not clamped.</summary>
    internal static Tensor Noise(string prediction, Tensor output, Tensor x, float alpha, float sigma) =>
        prediction switch
        {
            "v_prediction" => (output * alpha) + (x * sigma),
            "sample" => (x - (output * alpha)) / sigma,
            _ => output,
        };
}
