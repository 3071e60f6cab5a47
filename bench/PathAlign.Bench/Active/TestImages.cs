using PathAlign.Models.Reward;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Bench.Active;

/// <summary>The test images of all homes.</summary>
internal sealed class TestImages(IReadOnlyList<SeenHome> homes)
{
    private readonly Tensor _features = cat(
        [.. homes.Select(h => h.Test.Features)]), _labels = cat([.. homes.Select(h => h.Test.Labels)]);

    /// <summary>The raters' plausibility of each image; 0.5 for unsure.</summary>
    internal double[] Truth { get; } = [.. homes.SelectMany(h => h.Home.Test.Plausibility)];

    /// <summary>A description: number of images, rounds and raters.</summary>
    internal string Text =>
        $"{homes.Count} rounds, each with {string.Join(", ", homes.Select(h => h.Count).Distinct())} rated images to " +
            $"choose from; measured on {Truth.Count(p => p != 0.5)} rated images of the same generator that none of " +
            $"them learned from; raters: {string.Join(", ", homes.SelectMany(h => h.Home.Raters).Distinct())}";

    /// <summary>A reward model's prediction for each image.</summary>
    internal double[] Predicted(RewardNetwork network)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return [.. network.Members(_features, _labels).mean([0]).data<float>().ToArray().Select(v => (double)v)];
    }
}
