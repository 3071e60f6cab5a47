using PathAlign.Models.Compute;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>
/// A product with a matrix that computes in the thread's <see cref="ComputePrecision"/> and keeps float32 weights.
/// </summary>
public sealed class MixedLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    /// <param name="inputs">Values that come in.</param>
    /// <param name="outputs">Values that go out.</param>
    public MixedLinear(long inputs, long outputs) : base(nameof(MixedLinear))
    {
        var bound = 1 / Math.Sqrt(inputs);
        weight = new Parameter(nn.init.uniform_(empty(outputs, inputs), -bound, bound));
        bias = new Parameter(nn.init.uniform_(empty(outputs), -bound, bound));
        RegisterComponents();
    }

    /// <summary>(…, outputs) in the thread's precision, of (…, inputs) in any.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var result = nn.functional.linear(
            ComputePrecision.Cast(input), ComputePrecision.Cast(weight), ComputePrecision.Cast(bias));
        return scope.MoveToOuter(result);
    }
}
