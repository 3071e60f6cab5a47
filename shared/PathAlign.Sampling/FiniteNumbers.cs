using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Sampling;

/// <summary>Refuses NaN and infinity before they become black pixels.</summary>
public static class FiniteNumbers
{
    /// <summary>Checks the numbers of latents or images.</summary>
    /// <param name="values">A tensor of any shape.</param>
    /// <param name="where">What was computed, for the message.</param>
    /// <exception cref="NotFiniteNumberException">A number is NaN or infinite.</exception>
    public static void Require(Tensor values, string where)
    {
        using var scope = NewDisposeScope();
        if (!values.isfinite().all().item<bool>())
            throw new NotFiniteNumberException(
                $"{where}: expected finite numbers, found NaN or infinity; --precision float32, weaker guidance or a " +
                    "weaker adapter may help");
    }
}
