using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models;

/// <summary>
/// Initialises the weights of a network from a seed only. A layer's constructor draws from LibTorch's generator of the
/// whole process, which other work advances.
/// </summary>
public static class FirstWeights
{
    /// <summary>
    /// Draws every weight again: uniform within ±1/√fan-in as in PyTorch's layers, normal over fan-out for convolutions
    /// without bias, which precede a batch norm (He et al. 2015), standard normal for embeddings. Weights that start as
    /// zeros or ones stay.
    /// </summary>
    public static T Drawn<T>(this T network, torch.Generator random) where T : nn.Module
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var parameters = network.named_parameters().ToDictionary(e => e.name, e => e.parameter);
        foreach (var (name, parameter) in parameters)
        {
            if (IsConstant(parameter)) continue;
            var owner = name[..(name.LastIndexOf('.') + 1)];
            var values = empty(parameter.shape, parameter.dtype, CPU);   // the generator is on the CPU
            if (owner.EndsWith("embedding.", StringComparison.Ordinal)) values.normal_(0, 1, random);
            else Draw(values, parameters[owner + "weight"], parameters.ContainsKey(owner + "bias"), random);
            parameter.copy_(values);
        }
        return network;
    }

    private static void Draw(Tensor values, Tensor weight, bool hasBias, torch.Generator random)
    {
        var (fanIn, fanOut) = nn.init.CalculateFanInAndFanOut(weight);
        var bound = 1 / Math.Sqrt(fanIn);
        // The functions of nn.init take a generator and do not use it (TorchSharp 0.107).
        if (weight.dim() == 4 && !hasBias) values.normal_(0, Math.Sqrt(2.0 / fanOut), random);
        else values.uniform_(-bound, bound, random);
    }

    private static bool IsConstant(Tensor parameter) =>
        (parameter.min().item<float>(), parameter.max().item<float>()) is (0, 0) or (1, 1);
}
