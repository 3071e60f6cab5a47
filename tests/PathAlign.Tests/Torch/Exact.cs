using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Torch;

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

    /// <summary>How the gradient of the first leaf changes with the second.</summary>
    internal static Tensor Curvature(Func<Tensor[], Tensor> operation, Tensor[] leaves, ScalarType type)
    {
        var own = Leaves(leaves, type);
        var gradient = autograd.grad([operation(own).pow(3).sum()], [own[0]], create_graph: true)[0];
        return autograd.grad([gradient.pow(2).sum()], [own[1]])[0];
    }

    /// <summary>The relative distance in float64.</summary>
    internal static double Distance(Tensor found, Tensor expected)
    {
        var exact = expected.to(ScalarType.Float64);
        return ((found.to(ScalarType.Float64) - exact).norm() / exact.norm()).item<double>();
    }

    private static Tensor[] Leaves(Tensor[] given, ScalarType type) => [.. given.Select(leaf => leaf.to(type).detach().requires_grad_())];
}
