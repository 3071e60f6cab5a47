using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>A norm over the last dimension (Ba et al. 2016) that computes in float32 for every input type.</summary>
internal sealed class MixedLayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;
    private readonly double _epsilon;

    internal MixedLayerNorm(long features, double epsilon = 1e-5) : base(nameof(MixedLayerNorm))
    {
        (weight, bias) = (new Parameter(ones(features)), new Parameter(zeros(features)));
        _epsilon = epsilon;
        RegisterComponents();
    }

    /// <summary>Norms (…, features); the result has the type of the input.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var wide = input.to(ScalarType.Float32);
        var normed = nn.functional.layer_norm(wide, [weight.shape[0]], weight, bias, _epsilon);
        return scope.MoveToOuter(normed.to(input.dtype));
    }
}
