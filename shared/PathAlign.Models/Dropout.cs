using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models;

/// <summary>
/// Dropout (Srivastava et al. 2014) with a random generator of its own; the library's dropout uses the generator of the
/// process.
/// </summary>
internal sealed class Dropout(double probability)
{
    /// <summary>The generator of all dropout masks, on the CPU.</summary>
    internal torch.Generator Random { get; } = new();

    internal Tensor Apply(Tensor x, bool training)
    {
        if (!training || probability == 0) return x;
        return x * (empty(x.shape, x.dtype, CPU).bernoulli_(1 - probability, Random) / (1 - probability)).to(x.device);
    }
}
