using PathAlign.Models.Diffusion;
using PathAlign.Models.Reward;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Reward.Training;

/// <summary>
/// Fits the ensemble's temperature (Guo et al. 2017) on held-out ratings and measures the calibrated probabilities.
/// </summary>
internal static class Calibration
{
    // 0.1 to 10
    private static readonly double[] _temperatures =
    [
        .. Enumerable.Range(0, 61).Select(i => Math.Pow(10, (i - 30) / 30.0))
    ];

    internal static RewardReport Fit(
        RewardNetwork network,
        RatedTiles heldOut,
        RatedFeatures features,
        double trainShare,
        int trainCount,
        ulong seed)
    {
        // unsure is neither true nor false
        var rated = Enumerable.Range(0, heldOut.Plausibility.Count)
            .Where(i => heldOut.Plausibility[i] != 0.5)
            .ToArray();
        if (rated.Length == 0)
            throw new InvalidOperationException(
                $"reward: expected held-out ratings of plausible or implausible, got " +
                    $"{heldOut.Plausibility.Count}, all of them unsure");
        var truth = rated.Select(i => heldOut.Plausibility[i] > 0.5).ToArray();
        var labels = TileTensors.Labels(heldOut.Tiles, [.. Enumerable.Range(0, heldOut.Tiles.Count)]);
        var byTemperature = _temperatures.Select(t => Predict(network, features, labels, rated, t)).ToArray();
        int Best(Func<int, bool> used) =>
            Enumerable.Range(0, _temperatures.Length).MinBy(t => LogLoss(byTemperature[t], truth, used));

        var (even, odd) = (Best(i => i % 2 == 0), Best(i => i % 2 == 1));
        var crossed = Enumerable.Range(0, rated.Length)
            .Select(i => byTemperature[i % 2 == 0 ? odd : even][i])
            .ToArray();
        network.Temperature = _temperatures[Best(_ => true)];
        var auroc = Area([.. crossed.Zip(truth)], seed);
        var ofShare = Probabilities.Brier([.. truth.Select(_ => trainShare)], truth);
        return new RewardReport(
            trainCount,
            rated.Length,
            truth.Count(t => t) / (double)Math.Max(1, truth.Length),
            auroc,
            Probabilities.Brier(crossed, truth),
            ofShare,

            Probabilities.CalibrationError(crossed, truth), network.Temperature, Probabilities
                .Reliability(crossed, truth));
    }

    /// <summary>The area under the ROC curve, with a bootstrap 95 % interval; 0.5 if all are alike.</summary>
    internal static Interval Area(IReadOnlyList<(double Predicted, bool Truth)> all, ulong seed) => Bootstrap.Interval(
        all.Count,
        rows =>
            Finite(
                Probabilities.Auroc([.. rows.Select(r => all[r].Predicted)], [.. rows.Select(r => all[r].Truth)])),
        seed: seed);

    private static double[] Predict(
        RewardNetwork network, RatedFeatures features, Tensor labels, int[] rows, double temperature)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        network.Temperature = temperature;
        var members = features.Beside is { } beside
            ? network.Preferences(features.Features, beside, labels)
            : network.Members(features.Features, labels);
        var all = members.mean([0]).cpu().data<float>().ToArray();
        return [.. rows.Select(r => (double)all[r])];
    }

    private static double LogLoss(double[] predicted, bool[] truth, Func<int, bool> used) =>
        Enumerable.Range(0, truth.Length)
            .Where(used)
            .Select(i => -Math.Log(Math.Max(1e-6, truth[i] ? predicted[i] : 1 - predicted[i])))
            .DefaultIfEmpty(0)
            .Average();

    private static double Finite(double value) => double.IsFinite(value) ? value : 0.5;
}
