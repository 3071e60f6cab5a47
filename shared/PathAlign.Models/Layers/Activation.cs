using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PathAlign.Models.Layers;

/// <summary>Activations of tensors that no other code reads.</summary>
internal static class Activation
{
    /// <summary>x·sigmoid(x), in place unless a gradient needs <paramref name="x"/> again.</summary>
    internal static Tensor SiLU(Tensor x) => functional.silu(x, inplace: !x.requires_grad);
}
