using PathAlign.Data;
using PathAlign.Models.Reward;
using PathAlign.Reward.Training;
using PathAlign.Tests.Categories;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Reward.Training;

public sealed class CalibrationTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(0.4)]
    [Slow]
    public void The_temperature_moves_to_what_logits_are_too_large_by(double factor)
    {
        using var scope = NewDisposeScope();
        using var network = ReadsLogits();
        var random = new Random(8);
        double[] logits = [.. Enumerable.Range(0, 1200).Select(_ => (random.NextDouble() * 4) - 2)];
        double[] truth = [.. logits.Select(l => random.NextDouble() < 1 / (1 + Math.Exp(-l)) ? 1.0 : 0)];

        var report = Calibration.Fit(
            network,
            Rated(truth),
            new RatedFeatures(Features([.. logits.Select(l => l * factor)])),
            0.5,
            10,
            3);

        Assert.Equal(report.Temperature, network.Temperature, 1e-5);
        Assert.InRange(report.Temperature, factor * 0.7, factor * 1.4);
        Assert.True(report.CalibrationError < 0.08, $"calibration error {report.CalibrationError}");
        Assert.InRange(report.Auroc.Value, report.Auroc.Low, report.Auroc.High);
        Assert.Equal((10, 1200), (report.TrainCount, report.HeldOutCount));
    }

    [Fact]
    public void Unsure_ratings_are_left_out_and_a_single_kind_of_truth_ranks_nothing()
    {
        using var scope = NewDisposeScope();
        using var network = ReadsLogits();

        var report = Calibration.Fit(
            network,
            Rated([1, 0.5, 1, 0.5, 1]),
            new RatedFeatures(Features([1, -1, 2, -2, 0.5])),
            0.25,
            7,
            3);

        Assert.Equal((3, 1), (report.HeldOutCount, report.PlausibleShare));
        Assert.Equal((0.5, 0.5, 0.5), (report.Auroc.Value, report.Auroc.Low, report.Auroc.High));
        Assert.Equal(0.75 * 0.75, report.BrierOfShare, 1e-12);
    }

    /// <summary>A reward network whose logit is the first feature: gelu(x + 100) − 100.</summary>
    private static RewardNetwork ReadsLogits()
    {
        var network = ToyRatings.Network();
        using var mode = no_grad();
        foreach (var (name, parameter) in network.Heads[0].named_parameters())
        {
            parameter.zero_();
            if (name is "project.weight" or "output.weight") parameter.select(0, 0).select(0, 0).fill_(1);
            if (name is "project.bias") parameter.select(0, 0).fill_(100);
            if (name is "output.bias") parameter.select(0, 0).fill_(-100);
        }
        return network;
    }

    private static RatedTiles Rated(double[] plausibility) =>
        new(
            new TileSet(1, new byte[plausibility.Length * 3], new int[plausibility.Length]),
            plausibility,
            [.. plausibility.Select(_ => (IReadOnlyList<bool>)new bool[6])]);

    private static Tensor Features(double[] first)
    {
        var values = new float[first.Length * StyleFeatures.Count];
        for (var i = 0; i < first.Length; i++) values[i * StyleFeatures.Count] = (float)first[i];
        return tensor(values, [first.Length, StyleFeatures.Count]);
    }
}
