using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Models.Reward;
using PathAlign.Reward.Scoring;
using PathAlign.Reward.Training;
using PathAlign.Statistics;
using PathAlign.Tests.Models;
using PathAlign.Tests.Training;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Reward.Training;

public sealed class RewardTrainerTests
{
    private const ulong Seed = 5;
    private static readonly RewardPlan Plan = new()
    {
        Members = 1,
        Epochs = 12,
        Batch = 24,
        HeldOutShare = 0.3,
    };

    [Fact]
    public void Ratings_that_pixels_foretell_are_foretold_on_tiles_that_were_held_out()
    {
        using var network = ToyRatings.Network();

        var report = Train(network, ToyRatings.Bright(108));

        Assert.Equal((76, 32), (report.TrainCount, report.HeldOutCount));
        Assert.True(report.Auroc.Value > 0.95, $"AUROC {report.Auroc}");
        Assert.True(
            report.Brier < report.BrierOfShare,
            $"Brier {report.Brier}, of the share alone {report.BrierOfShare}");
        Assert.Equal(32, report.Reliability.Sum(b => b.Count));
    }

    [Fact]
    public void Every_rating_is_foretold_by_heads_that_did_not_learn_from_it()
    {
        using var network = ToyRatings.Network(members: 2);
        var steps = new List<string>();

        var report = new RewardTrainer(network, Plan with { Members = 2 }, Seed).Train(
            ToyRatings.Bright(108),
            ToyRatings.Real(),
            (done, total, note) => { if (note == "cross-validation") steps.Add($"{done}/{total}"); },
            CancellationToken.None);

        Assert.Equal(108, report.CrossValidated!.Count);
        Assert.True(report.CrossValidated.Low > 0.9, $"AUROC {report.CrossValidated}");
        Assert.Equal(["1/4", "2/4", "3/4"], steps);
    }

    [Fact]
    public void Cross_validation_repeats_and_leaves_the_model_as_it_is()
    {
        var (rated, real) = (ToyRatings.Bright(54), ToyRatings.Real());
        using var first = ToyRatings.Network();
        using var second = ToyRatings.Network();
        using var without = ToyRatings.Network();

        var reports = new[] { first, second }.Select(
            network =>
                new RewardTrainer(network, Plan, Seed).Train(rated, real, null, CancellationToken.None)).ToList();
        using var scope = NewDisposeScope();
        new RewardTrainer(without, Plan, Seed).Train(
            rated,
            new RatedFeatures(RewardTrainer.Look(without, rated.Tiles, default)),
            RewardTrainer.LookAtReal(without, real, Seed, default),
            null,
            CancellationToken.None);

        Assert.Equal(reports[0].CrossValidated, reports[1].CrossValidated);
        Assert.Equal(WeightBits.Of(first), WeightBits.Of(without));
    }

    [Fact]
    public void Which_of_two_tiles_is_taken_teaches_how_plausible_each_is()
    {
        using var scope = NewDisposeScope();
        var all = ToyRatings.Bright(216);
        double Area(bool flipped)
        {
            using var network = ToyRatings.Network();
            var report = Train(network, ToyRatings.SideBySide(216, flipped));
            Assert.Equal((76, 32), (report.TrainCount, report.HeldOutCount));
            Assert.True(report.Auroc.Value > 0.95, $"AUROC {report.Auroc}");
            using var mode = no_grad();
            var rows = Enumerable.Range(0, all.Tiles.Count).ToArray();
            var scores = network.call(TileTensors.Signed(all.Tiles, rows), TileTensors.Labels(all.Tiles, rows))
                .data<float>()
                .ToArray();
            return Probabilities.Auroc([.. scores.Select(s => (double)s)], [.. all.Plausibility.Select(p => p > 0.5)]);
        }

        Assert.InRange(Area(flipped: false), 0.95, 1);
        Assert.InRange(Area(flipped: true), 0, 0.05);
    }

    [Fact]
    public void Two_tiles_are_taken_by_the_difference_of_their_logits()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var network = ToyRatings.Network(members: 2);
        var tiles = ToyRatings.Bright(18).Tiles;
        int[] rows = [.. Enumerable.Range(0, 9)];
        var (labels, left, right) = (
            TileTensors.Labels(tiles, rows),
            network.Features(TileTensors.Signed(tiles, rows)),
            network.Features(TileTensors.Signed(tiles, [.. rows.Select(r => r + 9)])));
        static double Logit(float p) => Math.Log(p / (1 - p));

        var taken = network.Preferences(right, left, labels).data<float>().ToArray();
        var (first, second) = (
            network.Members(right, labels).data<float>().ToArray(),
            network.Members(left, labels).data<float>().ToArray());

        Assert.Equal(2 * rows.Length, taken.Length);
        for (var i = 0; i < taken.Length; i++) Assert.Equal(Logit(first[i]) - Logit(second[i]), Logit(taken[i]), 3);
        Assert.All(network.Preferences(left, left, labels).data<float>().ToArray(), p => Assert.Equal(0.5, p, 6));
    }

    [Fact]
    public void One_class_and_no_real_tiles_are_enough_to_learn_from()
    {
        using var network = new RewardNetwork(new ResNet18(2), classes: 1, criteria: 6, members: 2).Drawn(
            new torch.Generator(1));
        network.eval();
        var rated = ToyRatings.Bright(108);
        var tiles = Enumerable.Range(0, 108).Select(i => (0, rated.Tiles.Image(i))).ToList();
        var oneClass = rated with { Tiles = TileSet.Of(rated.Tiles.Size, tiles) };
        var alone = Plan with { RealWeight = 0, CorruptedWeight = 0 };

        var report = new RewardTrainer(network, alone, Seed).Train(
            oneClass, oneClass.Tiles, null, CancellationToken.None);
        var scores = TileScores.Of(network, oneClass.Tiles, CancellationToken.None);

        Assert.True(report.Auroc.Value > 0.95, $"AUROC {report.Auroc}");
        Assert.Equal(108, scores.Count);
        Assert.All(
            scores.SelectMany(score => (double[])[score.Plausible, .. score.Criteria]),
            score => Assert.InRange(score, 0, 1));
        // bright tiles have no fault, dark ones have all
        Assert.True(scores[0].Plausible > scores[9].Plausible && scores[0].Criteria[0] > scores[9].Criteria[0]);
    }

    [Fact]
    public void Members_that_differ_have_a_spread_and_one_member_has_none()
    {
        var tiles = ToyRatings.Bright(18).Tiles;
        using var one = ToyRatings.Network();
        using var two = ToyRatings.Network(members: 2);

        var (alone, both) = (
            TileScores.Of(one, tiles, CancellationToken.None), TileScores.Of(two, tiles, CancellationToken.None));

        Assert.All(alone, score => Assert.Equal(0, score.Spread));
        Assert.Contains(both, score => score.Spread > 0);
    }

    [Fact]
    public void Flipped_ratings_flip_the_scores_of_ensemble_and_guard()
    {
        var rated = ToyRatings.Bright(108);
        bool[] bright = [.. rated.Plausibility.Select(p => p > 0.5)];
        (double ensemble, double guard) Area(RatedTiles taught)
        {
            using var scope = NewDisposeScope();
            using var network = ToyRatings.Network();
            Train(network, taught);
            int[] all = [.. Enumerable.Range(0, rated.Tiles.Count)];
            using var mode = no_grad();
            var (ensemble, guard) = network.Both(
                TileTensors.Signed(rated.Tiles, all), TileTensors.Labels(rated.Tiles, all));
            double Of(Tensor scores) =>
                Probabilities.Auroc([.. scores.data<float>().ToArray().Select(v => (double)v)], bright);
            return (Of(ensemble), Of(guard));
        }

        var (straight, flipped) = (Area(rated), Area(ToyRatings.Bright(108, flipped: true)));

        Assert.True(straight is { ensemble: > 0.95, guard: > 0.8 }, $"{straight}");
        Assert.True(flipped is { ensemble: < 0.05, guard: < 0.2 }, $"{flipped}");
    }

    [Fact]
    public void Weights_of_one_change_no_bit_and_images_of_little_weight_teach_little()
    {
        var rated = ToyRatings.Bright(108);
        // three of five are wrong
        RatedTiles Spoilt() =>
            rated with { Plausibility = [.. rated.Plausibility.Select((p, i) => i % 5 < 3 ? 1 - p : p)] };
        (double Area, string Bits) Taught(RatedTiles taught)
        {
            using var scope = NewDisposeScope();
            using var network = ToyRatings.Network();
            Train(network, taught);
            int[] all = [.. Enumerable.Range(0, rated.Tiles.Count)];
            using var mode = no_grad();
            var scores = network.Both(TileTensors.Signed(rated.Tiles, all), TileTensors.Labels(rated.Tiles, all)).Item1
                .data<float>()
                .ToArray();
            return (
                Probabilities.Auroc([.. scores.Select(v => (double)v)], [.. rated.Plausibility.Select(p => p > 0.5)]),
                string.Join(' ', WeightBits.Of(network).Select(w => w.bits)));
        }

        Assert.Equal(
            Taught(rated).Bits, Taught(rated with { Weights = [.. rated.Plausibility.Select(_ => 1.0)] }).Bits);
        var (plain, weighted) = (
            Taught(Spoilt()).Area,
            Taught(Spoilt() with { Weights = [.. rated.Plausibility.Select((_, i) => i % 5 < 3 ? 0.05 : 1)] }).Area);
        Assert.True(
            plain < 0.5 && weighted > 0.9,
            $"AUROC with the wrong majority {plain:f3}, with little weight on it {weighted:f3}");
    }

    [Fact]
    public void Shuffled_ratings_foretell_nothing()
    {
        double[] areas = [.. Enumerable.Range(0, 3).Select(i =>
        {
            using var network = ToyRatings.Network();
            return Train(network, ToyRatings.Bright(108, shuffledBy: i)).CrossValidated!.Value;
        })];

        Assert.InRange(areas.Average(), 0.4, 0.6);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_whatever_the_network_was_made_with()
    {
        IReadOnlyList<(string name, string bits, bool)> Weights(ulong seed, ulong made)
        {
            using var network = ToyRatings.Network(members: 2);
            using var other = ToyRatings.Network(members: 2, made);
            foreach (var (to, from) in network.Heads.Append(network.Guard).Zip(other.Heads.Append(other.Guard)))
                to.load_state_dict(from.state_dict());
            new RewardTrainer(network, Plan with { Epochs = 2, Members = 2 }, seed).Train(
                ToyRatings.Bright(36), ToyRatings.Real(), null, CancellationToken.None);
            return WeightBits.Of(network);
        }

        Assert.Equal(Weights(5, 1), Weights(5, 2));
        Assert.NotEqual(Weights(5, 1), Weights(6, 1));
    }

    [Fact]
    public void The_trunk_stays_as_it_is_and_the_heads_are_left_ready_to_judge()
    {
        using var network = ToyRatings.Network();
        List<string> Trunk() =>
            [
                .. WeightBits.Of(network)
                    .Where(e => e.name.StartsWith("trunk.", StringComparison.Ordinal))
                    .Select(e => e.bits)
            ];
        var before = Trunk();

        Train(network, ToyRatings.Bright(36));

        Assert.Equal(before, Trunk());
        Assert.False(network.Guard.training || network.Heads.Any(h => h.training));
    }

    [Fact]
    public void Cancelling_stops_between_steps()
    {
        using var network = ToyRatings.Network();
        using var stop = new CancellationTokenSource();
        var told = 0;

        Assert.ThrowsAny<OperationCanceledException>(
            () => new RewardTrainer(network, Plan, Seed).Train(ToyRatings.Bright(36), ToyRatings.Real(), (_, _, _) =>
        {
            if (++told == 2) stop.Cancel();
        }, stop.Token));

        Assert.Equal(2, told);
    }

    [Theory]
    [InlineData(36, 36 + (2 * 36))]   // all
    [InlineData(10, 36 + (2 * 10))]
    public void Features_of_no_more_real_tiles_than_the_plan_allows_are_computed(int most, int total)
    {
        using var network = ToyRatings.Network();
        var reports = new List<(long Done, long Total)>();

        new RewardTrainer(network, Plan with { Epochs = 1, RealTiles = most }, Seed).Train(
            ToyRatings.Bright(36),
            ToyRatings.Real(36),
            (done, of, note) =>
            {
                if (note?.Contains("features", StringComparison.Ordinal) == true) reports.Add((done, of));
            },
            CancellationToken.None);

        Assert.Equal((0, total), reports[0]);
        Assert.Equal((total, total), reports[^1]);
    }

    [Theory]
    [InlineData(40, 32, 76)]    // held out: a share of all, from those that chance chose
    [InlineData(20, 20, 88)]    // as many as there are
    public void Only_tiles_that_chance_chose_are_held_out(int atRandom, int heldOut, int train)
    {
        using var network = ToyRatings.Network();
        var rated = ToyRatings.Bright(108) with { AtRandom = [.. Enumerable.Range(0, 108).Select(i => i < atRandom)] };
        // What chance did not choose says unsure, and unsure is not counted among the held-out: one of them there would
        // be missed.
        rated = rated with { Plausibility = [.. rated.Plausibility.Select((p, i) => i < atRandom ? p : 0.5)] };

        var report = new RewardTrainer(network, Plan, Seed).Train(
            rated, ToyRatings.Real(), null, CancellationToken.None);

        Assert.Equal((train, heldOut), (report.TrainCount, report.HeldOutCount));
        Assert.Equal(atRandom, report.CrossValidated!.Count);   // those that chance chose, each once
    }

    [Fact]
    public void Held_out_ratings_that_all_say_unsure_are_refused_in_a_sentence()
    {
        using var network = ToyRatings.Network();
        var rated = ToyRatings.Bright(18);

        var error = Assert.Throws<InvalidOperationException>(
            () => Train(network, rated with { Plausibility = [.. rated.Plausibility.Select(_ => 0.5)] }));

        Assert.Contains("unsure", error.Message);
    }

    [Fact]
    public void Whoever_draws_beside_changes_no_bit_of_the_heads()
    {
        IReadOnlyList<(string name, string bits, bool)> Trained()
        {
            using var network = ToyRatings.Network();
            Train(network, ToyRatings.Bright(36));
            return WeightBits.Of(network);
        }
        var alone = Trained();
        using var beside = new DrawsBeside();

        Assert.Equal(alone, Trained());
    }

    private static RewardReport Train(RewardNetwork network, RatedTiles rated) =>
        new RewardTrainer(network, Plan, Seed).Train(rated, ToyRatings.Real(), null, CancellationToken.None);
}
