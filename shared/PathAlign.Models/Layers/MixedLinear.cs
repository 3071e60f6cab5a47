using PathAlign.Models.Compute;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>
/// A linear layer that computes in the thread's <see cref="ComputePrecision"/> and keeps float32 weights.
/// </summary>
public sealed class MixedLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <param name="inputs">Number of input features.</param>
    /// <param name="outputs">Number of output features.</param>
    /// <param name="hasBias">Whether a bias is added.</param>
    public MixedLinear(long inputs, long outputs, bool hasBias = true) : base(nameof(MixedLinear))
    {
        var bound = 1 / Math.Sqrt(inputs);
        weight = new Parameter(nn.init.uniform_(empty(outputs, inputs), -bound, bound));
        if (hasBias) bias = new Parameter(nn.init.uniform_(empty(outputs), -bound, bound));
        RegisterComponents();
    }

    /// <summary>Computes (…, outputs) in the thread's precision from (…, inputs) of any type.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var result = nn.functional.linear(
            ComputePrecision.Cast(input),
            ComputePrecision.Cast(weight),
            bias is null ? null : ComputePrecision.Cast(bias));
        return scope.MoveToOuter(result);
    }
}
