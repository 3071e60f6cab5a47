using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.Layers;

/// <summary>Runs an operation in a type of one's choice, so that float32 can be held against float64.</summary>
internal static class Exact
{
    /// <summary>The result, then the gradient of each leaf by its squares' sum.</summary>
    internal static Tensor[] WithGradients(Func<Tensor[], Tensor> operation, Tensor[] leaves, ScalarType type)
    {
        var own = Leaves(leaves, type);
        var result = operation(own);
        result.pow(2).sum().backward();
        return [result, .. own.Select(leaf => leaf.grad!)];
    }

    /// <summary>The relative distance in float64.</summary>
    internal static double Distance(Tensor found, Tensor expected)
    {
        var exact = expected.to(ScalarType.Float64);
        return ((found.to(ScalarType.Float64) - exact).norm() / exact.norm()).item<double>();
    }

    private static Tensor[] Leaves(Tensor[] given, ScalarType type) =>
        [.. given.Select(leaf => leaf.to(type).detach().requires_grad_())];
}
