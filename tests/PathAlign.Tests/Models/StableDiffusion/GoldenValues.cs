using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.StableDiffusion;

/// <summary>Weights and inputs from a formula, and the results that golden.py computed from the same.</summary>
internal static class GoldenValues
{
    private static readonly Lazy<Dictionary<string, float[]>> _results = new(Read);

    /// <summary>golden.py's result of a case.</summary>
    internal static float[] Of(string name) => _results.Value[name];

    /// <summary>The largest difference of a result from golden.py's.</summary>
    internal static float Difference(string name, Tensor found)
    {
        using var scope = NewDisposeScope();
        return (found.detach().flatten() - tensor(Of(name))).abs().max().item<float>();
    }

    /// <summary>Numbers in [-1, 1) that depend on the name and the place only; golden.py's <c>values</c>.</summary>
    internal static Tensor Values(string name, params long[] shape)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(2166136261u, (hash, b) => unchecked((hash ^ b) * 16777619));
        var count = shape.Aggregate(1L, (all, size) => all * size);
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (Mixed(unchecked(seed + ((uint)i * 0x9e3779b9u))) / 8388608f) - 1;
        return tensor(values, shape);
    }

    /// <summary>Gives each weight of a network golden.py's values.</summary>
    /// <param name="network">The network.</param>
    /// <param name="prefix">Stands before the names of weights.</param>
    internal static T Filled<T>(this T network, string prefix = "") where T : nn.Module
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        foreach (var (name, weight) in network.state_dict()) weight.copy_(Weight(prefix + name, weight.shape));
        return network;
    }

    private static Tensor Weight(string name, long[] shape)
    {
        var values = Values(name, shape);
        if (name.EndsWith("bias", StringComparison.Ordinal)) return values * 0.1;
        if (shape.Length == 1) return (values * 0.2) + 1;
        var fanIn = shape[1..].Aggregate(1L, (all, size) => all * size);
        return name.Contains("embeddings", StringComparison.Ordinal) ? values : values * Math.Sqrt(3.0 / fanIn);
    }

    private static uint Mixed(uint x)
    {
        unchecked
        {
            x = (x ^ (x >> 16)) * 0x7feb352d;
            x = (x ^ (x >> 15)) * 0x846ca68b;
            return (x ^ (x >> 16)) >> 8;
        }
    }

    private static Dictionary<string, float[]> Read()
    {
        using var stream = typeof(GoldenValues).Assembly.GetManifestResourceStream(
            "PathAlign.Tests.Models.StableDiffusion.golden.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, float[]>>(stream)!;
    }
}
