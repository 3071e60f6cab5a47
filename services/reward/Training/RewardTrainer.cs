using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Models;
using PathAlign.Models.Reward;
using PathAlign.Statistics;
using PathAlign.Training;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PathAlign.Reward.Training;

/// <summary>
/// Trains a reward model on rated tiles, on real tiles with a pseudo-label as in Sun et al. 2023 (plausible under their
/// own class, implausible under another), and on corrupted real tiles. The trunk is frozen, so the features of every
/// tile are computed once and the heads train in seconds.
/// </summary>
/// <param name="network">The network to train.</param>
/// <param name="plan">The recipe.</param>
/// <param name="seed">The round's seed.</param>
public sealed class RewardTrainer(RewardNetwork network, RewardPlan plan, ulong seed)
{
    private const int FeatureBatch = 64, MostFolds = 5;

    /// <summary>
    /// Trains, calibrates and measures, on held-out ratings and by cross-validation: the held-out ratings alone are too
    /// few to tell a useful model from a useless one.
    /// </summary>
    /// <param name="rated">Rated synthetic tiles; a share of them, drawn by the seed, is held out.</param>
    /// <param name="real">Real training tiles.</param>
    /// <param name="progress">Called with the numbers of finished and of all steps, and a note.</param>
    /// <param name="cancel">Stops between steps.</param>
    public RewardReport Train(
        RatedTiles rated, TileSet real, Action<long, long, string?>? progress, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        var tiles = Chosen(real);
        var (done, total) = (0, rated.Tiles.Count + (rated.Beside?.Count ?? 0) + (2 * tiles.Count));
        void Looked(int images) => progress?.Invoke(done += images, total, "features of the tiles");
        Looked(0);
        var (seen, realSeen) = (
            LookAtRated(network, rated, cancel, Looked), LookAtReal(network, tiles, seed, cancel, Looked));
        var predicted = CrossPredicted(rated, seen, realSeen, progress, cancel);
        var report = Train(rated, seen, realSeen, progress, cancel);
        predicted.AddRange(Predicted(rated, seen, Folds(rated)[0]));
        // unsure is neither true nor false
        var sure = predicted.Where(p => p.Rating != 0.5).Select(p => (p.Predicted, p.Rating > 0.5));
        return report with { CrossValidated = Calibration.Area([.. sure], seed) };
    }

    /// <summary>As many real tiles as the plan allows, chosen by the seed, in the order of the data.</summary>
    private TileSet Chosen(TileSet real) =>
        real.Count <= plan.RealTiles
            ? real
            : real.Subset(
                [
                    .. new CounterRandom(seed, 1, Purpose.Choice).Permutation(real.Count).Take(plan.RealTiles).Order()
                ]);

    /// <summary>The same, with features that were computed before.</summary>
    /// <param name="rated">Rated synthetic tiles.</param>
    /// <param name="features">The features of the rated tiles.</param>
    /// <param name="real">Real training tiles.</param>
    /// <param name="progress">Called with the numbers of finished and of all steps, and a note.</param>
    /// <param name="cancel">Stops between steps.</param>
    public RewardReport Train(
        RatedTiles rated,
        RatedFeatures features,
        RealFeatures real,
        Action<long, long, string?>? progress,
        CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        int[] heldOutRows = Folds(rated)[0], trainRows = Others(rated, heldOutRows);
        var (heldOut, train) = (rated.Subset(heldOutRows), rated.Subset(trainRows));
        network.Norms.Fit(real.Features, real.Labels);
        for (var member = 0; member < network.Heads.Count; member++)
            TrainHead(network.Heads[member], member, train, features.At(trainRows), real, progress, cancel);
        TrainHead(network.Guard, network.Heads.Count, heldOut, features.At(heldOutRows), real, progress, cancel);
        // Images chosen for their uncertainty have another plausible share than all images.
        var share = (rated.AtRandom is null ? train : heldOut).Plausibility.Average();
        return Calibration.Fit(network, heldOut, features.At(heldOutRows), share, train.Tiles.Count, seed);
    }

    /// <summary>The features of tiles (N, F).</summary>
    /// <param name="network">The network.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <param name="looked">Called after each batch with its number of tiles; null for no progress.</param>
    public static Tensor Look(
        RewardNetwork network, TileSet tiles, CancellationToken cancel, Action<int>? looked = null) =>
        Look(network, tiles.Count, batch => TileTensors.Signed(tiles, batch), cancel, looked);

    private static RatedFeatures LookAtRated(
        RewardNetwork network, RatedTiles rated, CancellationToken cancel, Action<int> looked) =>
        new(
            Look(network, rated.Tiles, cancel, looked),
            rated.Beside is { } beside ? Look(network, beside, cancel, looked) : null);

    /// <summary>The features of real tiles, original and corrupted.</summary>
    /// <param name="network">The network.</param>
    /// <param name="real">The tiles.</param>
    /// <param name="seed">Seed of the corruption.</param>
    /// <param name="cancel">Stops between batches.</param>
    /// <param name="looked">Called after each batch with its number of tiles; null for no progress.</param>
    public static RealFeatures LookAtReal(
        RewardNetwork network, TileSet real, ulong seed, CancellationToken cancel, Action<int>? looked = null) =>
        new(
            real.Labels,
            Look(network, real, cancel, looked),
            Look(
                network,
                real.Count,
                batch =>
                    CorruptedTiles.Of(
                        TileTensors.Signed(real, batch), new CounterRandom(seed, (ulong)batch[0], Purpose.Corruption)),
                cancel,
                looked));

    private static Tensor Look(
        RewardNetwork network,
        int count,
        Func<int[], Tensor> images,
        CancellationToken cancel,
        Action<int>? looked)
    {
        using var mode = no_grad();
        var parts = new List<Tensor>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(FeatureBatch))
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            parts.Add(inner.MoveToOuter(network.Features(images(batch))));
            looked?.Invoke(batch.Length);
        }
        return cat(parts);                                                                       // (N, F)
    }

    /// <summary>
    /// Predictions for every fold but the first by heads that learned from all other ratings, each beside its rating.
    /// The network's own heads learn them one after another; the final training starts them anew.
    /// </summary>
    private List<(double Predicted, double Rating)> CrossPredicted(
        RatedTiles rated,
        RatedFeatures features,
        RealFeatures real,
        Action<long, long, string?>? progress,
        CancellationToken cancel)
    {
        var (folds, predicted) = (Folds(rated), new List<(double, double)>());
        network.Norms.Fit(real.Features, real.Labels);
        foreach (var (number, fold) in folds.Index().Skip(1))
        {
            using var scope = NewDisposeScope();
            progress?.Invoke(number, folds.Count, "cross-validation");
            var rows = Others(rated, fold);
            var (ratings, seen) = (rated.Subset(rows), features.At(rows));
            // numbers after those of the members and the guard
            foreach (var (member, head) in network.Heads.Index())
                TrainHead(head, (number * network.Heads.Count) + member + 1, ratings, seen, real, null, cancel);
            predicted.AddRange(Predicted(rated, features, fold));
        }
        return predicted;
    }

    /// <summary>Predictions for some tiles by the heads as they are, each beside its rating.</summary>
    private IEnumerable<(double Predicted, double Rating)> Predicted(
        RatedTiles rated, RatedFeatures features, int[] rows) =>
        Predict(rated.Subset(rows), features.At(rows)).Zip(rows.Select(i => rated.Plausibility[i]));

    /// <summary>
    /// The mean over heads of each tile's plausibility, not calibrated; of pairs, that the first tile is chosen.
    /// </summary>
    private IReadOnlyList<double> Predict(RatedTiles rated, RatedFeatures features)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var labels = TileTensors.Labels(rated.Tiles, [.. Enumerable.Range(0, rated.Tiles.Count)]);
        Tensor Logits(Tensor of) =>
            stack(network.Heads.Select(h => h.call(network.Norms.call(of, labels), labels).select(1, 0)));  // (M, B)
        var logits = Logits(features.Features);
        if (features.Beside is { } beside) logits -= Logits(beside);
        return [.. logits.sigmoid().mean([0]).cpu().data<float>().ToArray().Select(share => (double)share)];
    }

    /// <summary>
    /// Groups of rows, drawn by the seed from those that chance chose. Each has the held-out share of all tiles; the
    /// first one is held out from the final heads.
    /// </summary>
    private IReadOnlyList<int[]> Folds(RatedTiles rated)
    {
        var order = new CounterRandom(seed, 0, Purpose.Order).Permutation(rated.Tiles.Count);
        var size = Math.Max(1, (int)Math.Round(plan.HeldOutShare * order.Length));
        return
        [
            .. order.Where(i => rated.AtRandom?[i] ?? true).Chunk(size).Take(MostFolds).Select(
                fold => fold.Order().ToArray()),
        ];
    }

    private static int[] Others(RatedTiles rated, int[] rows) =>
        [.. Enumerable.Range(0, rated.Tiles.Count).Except(rows)];

    private void TrainHead(
        RewardHead head,
        int member,
        RatedTiles rated,
        RatedFeatures features,
        RealFeatures real,
        Action<long, long, string?>? progress,
        CancellationToken cancel)
    {
        var headSeed = seed + (ulong)member;
        var ratedPlan = new BatchPlan(headSeed, rated.Tiles.Count, Math.Min(plan.Batch, rated.Tiles.Count));
        var realPlan = new BatchPlan(headSeed + 1, real.Labels.Count, Math.Min(plan.Batch, real.Labels.Count));
        var steps = Math.Max(1, (long)plan.Epochs * rated.Tiles.Count / plan.Batch);
        head.Restart(headSeed);
        using var optimizer = new AdamW(head.parameters(), plan.WeightDecay);
        head.train();
        for (long step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = realPlan.At(step);
            var loss = RatedLoss(head, rated, features, ratedPlan.At(step)) + (
                RealLoss(head, real, rows, headSeed, step) * plan.RealWeight) + (
                    CorruptedLoss(head, real, rows) * plan.CorruptedWeight);
            optimizer.ZeroGrad();
            loss.backward();
            optimizer.Step(LearningRate.WarmupCosine(plan.LearningRate, step, steps / 10, steps));
            if (step % 20 == 0)
                progress?.Invoke(
                    (member * steps) + step,
                    (network.Heads.Count + 1) * steps,
                    FormattableString.Invariant($"loss {loss.item<float>():f3}"));
        }
        head.eval();
    }

    private Tensor RatedLoss(RewardHead head, RatedTiles rated, RatedFeatures features, int[] rows)
    {
        var labels = TileTensors.Labels(rated.Tiles, rows);
        var (seen, verdicts) = (features.At(rows), tensor([.. rows.Select(r => (float)rated.Plausibility[r])]));
        var logits = head.call(network.Norms.call(seen.Features, labels), labels);               // (B, 1 + C)
        var weights = rated.Weights is { } all ? tensor([.. rows.Select(r => (float)all[r])]) : null;
        if (seen.Beside is { } beside)   // Bradley and Terry 1952: the difference of the logits
            return F.binary_cross_entropy_with_logits(
                (logits - head.call(network.Norms.call(beside, labels), labels)).select(1, 0), verdicts, weights);
        var criteria = rated.Faults[0].Count;
        var faults = tensor(
            [.. rows.SelectMany(r => rated.Faults[r]).Select(f => f ? 1f : 0f)], [rows.Length, criteria]);
        return F.binary_cross_entropy_with_logits(logits.select(1, 0), verdicts, weights)
            + (
                F.binary_cross_entropy_with_logits(
                    logits.narrow(1, 1, criteria), faults, weights?.unsqueeze(1)) * plan.CriteriaWeight);
    }

    /// <summary>
    /// A share of the tiles keeps its class and counts as plausible; the others get a wrong class and count as
    /// implausible.
    /// </summary>
    private Tensor RealLoss(RewardHead head, RealFeatures real, int[] rows, ulong headSeed, long step)
    {
        var random = new CounterRandom(headSeed, (ulong)step, Purpose.ClassDrop);
        var own = rows.Select(_ => network.Classes == 1 || random.NextUnit() < plan.OwnClassShare).ToArray();
        var labels = tensor(
            [.. rows.Select((r, i) => own[i] ? (long)real.Labels[r] : Other(real.Labels[r], ref random))]);
        var logits = head.call(network.Norms.call(RatedFeatures.Pick(real.Features, rows), labels), labels);
        return F.binary_cross_entropy_with_logits(logits.select(1, 0), tensor([.. own.Select(o => o ? 1f : 0f)]));
    }

    /// <summary>Corrupted tiles count as implausible under their own class.</summary>
    private Tensor CorruptedLoss(RewardHead head, RealFeatures real, int[] rows)
    {
        var labels = tensor([.. rows.Select(r => (long)real.Labels[r])]);
        var logits = head.call(network.Norms.call(RatedFeatures.Pick(real.Corrupted, rows), labels), labels);
        return F.binary_cross_entropy_with_logits(logits.select(1, 0), zeros(rows.Length));
    }

    private long Other(int label, ref CounterRandom random)
    {
        var drawn = random.NextInt(network.Classes - 1);
        return drawn < label ? drawn : drawn + 1;
    }
}
