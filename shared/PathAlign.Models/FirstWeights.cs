using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Models;

/// <summary>
/// The first weights of a network from a seed alone. A layer's constructor draws from the one generator that LibTorch
/// has for the whole process, which moves with whatever runs beside it.
/// </summary>
public static class FirstWeights
{
    /// <summary>
    /// Draws every weight anew: uniform within ±1/√fan-in as PyTorch's layers have it, normal over fan-out for
    /// convolutions without bias, which stand before a batch norm (He et al. 2015), standard normal for embeddings.
    /// What starts as zeros or ones stays.
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
            var values = empty(parameter.shape, parameter.dtype, CPU);   // where the generator draws
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
