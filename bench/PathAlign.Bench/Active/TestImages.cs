using PathAlign.Models.Reward;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Active;

/// <summary>The images of all homes that reward models are measured by.</summary>
internal sealed class TestImages(IReadOnlyList<SeenHome> homes)
{
    private readonly Tensor _features = cat(
        [.. homes.Select(h => h.Test.Features)]), _labels = cat([.. homes.Select(h => h.Test.Labels)]);

    /// <summary>How plausible raters found each; 0.5 where they were unsure.</summary>
    internal double[] Truth { get; } = [.. homes.SelectMany(h => h.Home.Test.Plausibility)];

    /// <summary>How many there are, of what, and who rated them.</summary>
    internal string Text =>
        $"{homes.Count} rounds, each with {string.Join(", ", homes.Select(h => h.Count).Distinct())} rated images to " +
            $"choose from; measured on {Truth.Count(p => p != 0.5)} rated images of the same generator that none of " +
            $"them learned from; raters: {string.Join(", ", homes.SelectMany(h => h.Home.Raters).Distinct())}";

    /// <summary>What a reward model says of each.</summary>
    internal double[] Predicted(RewardNetwork network)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return [.. network.Members(_features, _labels).mean([0]).data<float>().ToArray().Select(v => (double)v)];
    }
}
