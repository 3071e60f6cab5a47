using static TorchSharp.torch;

namespace PathAlign.Generator.Training;

/// <summary>What a network with more latent channels takes from one with fewer.</summary>
internal static class WidenedWeights
{
    /// <summary>
    /// Copies a weight into the first outputs and inputs of one that is as large or larger. Further outputs keep their
    /// values; further inputs begin at zero, so that the known ones give what they gave.
    /// </summary>
    internal static void Copy(Tensor weight, Tensor known)
    {
        using var scope = NewDisposeScope();
        if (known.dim() > 1 && weight.shape[1] > known.shape[1])
            weight.narrow(1, known.shape[1], weight.shape[1] - known.shape[1]).zero_();
        for (var dimension = 0; dimension < Math.Min(2, known.dim()); dimension++)
            weight = weight.narrow(dimension, 0, known.shape[dimension]);
        weight.copy_(known);
    }
}
