using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Finetuner.Objectives;
using PathAlign.Finetuner.Training;
using PathAlign.Models.Adapters;
using PathAlign.Models.Reward;
using PathAlign.Sampling;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Contracts;
using PathAlign.Tests.Files;
using PathAlign.Tests.Models;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.Training;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Finetuner.Training;

public sealed class FinetuneTrainerTests : IDisposable
{
    private static readonly FinetunePlan Tiny = new()
    {
        Steps = 5,
        Batch = 2,
        RewardBatch = 2,
        RewardWeight = 1,
        ClassWeight = 0,
        LearningRate = 5e-3,
        Rank = 2,
        ProbeEvery = 2,
        DriftBudget = 10,
    };
    private readonly TemporaryFolder _folder = new();
    private readonly GeneratorModel _model;
    private readonly RewardNetwork _reward = ToyReward.Brightness(true);
    private readonly TileSet _real = TileMaker.Set(9, 8);
    private readonly RewardedTiles _synthetic = new(
        TileMaker.Set(9, 8, 2), [.. Enumerable.Range(0, 9).Select(i => i / 8.0)]);

    public FinetuneTrainerTests()
    {
        _model = GeneratorModel.Load(TinyGenerator.Write(_folder));
    }

    public void Dispose()
    {
        _reward.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_anything_to_learn_from_nothing_changes()
    {
        var before = TinyGenerator.Draw(_model);
        using var trainer = Trainer(Tiny with { RealWeight = 0, SyntheticWeight = 0, RewardWeight = 0 });

        trainer.Run(_folder.At("run"), null, CancellationToken.None);

        Assert.Equal(0, trainer.Adapter.RelativeChange());
        Assert.Equal(before, TinyGenerator.Draw(_model));
        Assert.All(trainer.Probes, probe => Assert.Equal(trainer.Probes[0] with { Step = probe.Step }, probe));
    }

    [Fact]
    public void Real_and_synthetic_tiles_each_teach_and_a_synthetic_one_by_its_reward()
    {
        double Change(FinetunePlan plan, IReadOnlyList<double>? rewards = null)
        {
            using var trainer = Trainer(plan, rewards: rewards);
            trainer.Run(_folder.At(Guid.NewGuid().ToString("N")), null, CancellationToken.None);
            return trainer.Adapter.RelativeChange();
        }
        var (real, synthetic) = (
            Tiny with { SyntheticWeight = 0, RewardWeight = 0 },
            Tiny with { RealWeight = 0, SyntheticWeight = 1, RewardWeight = 0 });

        Assert.True(Change(real) > 0);
        Assert.True(Change(synthetic) > 0);
        Assert.Equal(0, Change(synthetic, new double[9]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_that_was_stopped_ends_with_the_same_adapter_to_the_bit(int stopAfter)
    {
        using (var straight = Trainer(Tiny))
        {
            straight.Run(_folder.At("straight"), null, CancellationToken.None);
            AdapterFile.Write(
                _folder.At("straight.adapter"), straight.Adapter, _model, new Dictionary<string, string>());
        }
        using (var stopped = Trainer(Tiny))
        {
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(
                () => stopped.Run(_folder.At("resumed"), new At(stopAfter, stop.Cancel), stop.Token));
        }

        using var resumed = Trainer(Tiny);
        resumed.Run(_folder.At("resumed"), null, CancellationToken.None);
        AdapterFile.Write(
            _folder.At("resumed.adapter"), resumed.Adapter, _model, new Dictionary<string, string>());

        Assert.Equal(
            File.ReadAllBytes(_folder.At("straight.adapter")), File.ReadAllBytes(_folder.At("resumed.adapter")));
        Assert.Equal(
            File.ReadAllBytes(_folder.At("straight/checkpoint.safetensors")),
            File.ReadAllBytes(_folder.At("resumed/checkpoint.safetensors")));
        Assert.Equal([2L, 4, 5], resumed.Probes.Select(p => p.Step));
    }

    [Fact]
    public void The_drift_budget_ends_the_run_and_leaves_an_adapter_within_it()
    {
        using var trainer = Trainer(Tiny with { Steps = 40, ProbeEvery = 1, LearningRate = 0.05, DriftBudget = 0.05 });

        trainer.Run(_folder.At("run"), null, CancellationToken.None);

        Assert.InRange(trainer.Probes.Count, 1, 39);
        Assert.True(trainer.Probes[^1].Drift > 0.05);
        Assert.True(trainer.Adapter.RelativeChange() <= 0.05);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Drawn_images_move_to_what_is_rewarded_and_a_flipped_reward_moves_them_the_other_way(bool bright)
    {
        using var reward = ToyReward.Brightness(bright);
        using var trainer = new FinetuneTrainer(
            PlanOf(
                Tiny with
                {
                    Steps = 10,
                    RewardBatch = 4,
                    RealWeight = 0,
                    SyntheticWeight = 0,
                    RewardTarget = 1,
                    ProbeEvery = 10,
                    LearningRate = 0.02,
                }),
            _model,
            reward,
            _real,
            _synthetic);
        var before = TinyGenerator.Draw(_model).Average(p => p);

        trainer.Run(_folder.At("run"), null, CancellationToken.None);

        var change = TinyGenerator.Draw(_model).Average(p => p) - before;
        Assert.True(bright ? change > 2 : change < -2, $"brightness changed by {change}");
    }

    [Fact]
    public void Images_above_the_target_are_left_alone_unless_their_class_is_in_doubt()
    {
        double Change(double target, double classWeight = 0)
        {
            using var reward = ToyReward.Brightness(true, bias: 3);   // everything is plausible: about 0.95
            using var trainer = new FinetuneTrainer(
                PlanOf(
                    Tiny with
                    {
                        Steps = 2,
                        RealWeight = 0,
                        SyntheticWeight = 0,
                        RewardTarget = target,
                        ClassWeight = classWeight,
                    }),
                _model,
                reward,
                _real,
                _synthetic);
            trainer.Run(_folder.At($"target {target} {classWeight}"), null, CancellationToken.None);
            return trainer.Adapter.RelativeChange();
        }

        Assert.Equal(0, Change(0.6));
        Assert.True(Change(1) > 0);
        // the toy's trunk is as it was made: it gives no class more than a few tenths
        Assert.True(Change(0.6, classWeight: 1) > 0);
    }

    [Fact]
    [Slow]
    public void The_generator_gets_its_own_weights_back()
    {
        var before = WeightBits.Of(_model.Network);
        using (var trainer = Trainer(Tiny))
        {
            trainer.Run(_folder.At("run"), null, CancellationToken.None);
            Assert.NotEqual(before.Select(e => e.bits), WeightBits.Of(_model.Network).Select(e => e.bits));
        }

        Assert.Equal(before, WeightBits.Of(_model.Network));
    }

    [Fact]
    [Slow]
    public void A_start_from_an_adapter_that_learns_nothing_ends_with_that_adapter()
    {
        var champion = Champion(2, _model.Sha256);
        using var trainer = Trainer(Tiny with { RealWeight = 0, SyntheticWeight = 0, RewardWeight = 0 });

        trainer.StartFrom(champion.path);
        Assert.Equal(champion.bits, Bits(trainer.Adapter));
        trainer.Run(_folder.At("run"), null, CancellationToken.None);

        using var loaded = GeneratorModel.Load(_folder.At("generator"), champion.path);
        var (wanted, found) = (loaded.Network.state_dict(), _model.Network.state_dict());
        using var scope = NewDisposeScope();
        // an average of equal numbers is rounded
        Assert.All(wanted, e => Assert.True(found[e.Key].allclose(e.Value, 1e-4, 1e-6), e.Key));
        Assert.True(trainer.Adapter.RelativeChange() > 0.01);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public void A_start_from_an_adapter_of_another_rank_or_base_is_refused(int rank, bool otherBase)
    {
        var (path, _) = Champion(rank, otherBase ? new string('0', 64) : _model.Sha256);
        using var trainer = Trainer(Tiny);
        var before = Bits(trainer.Adapter);

        Assert.Contains("expected", Assert.Throws<InvalidInputException>(() => trainer.StartFrom(path)).Message);

        Assert.Equal(before, Bits(trainer.Adapter));
    }

    [Fact]
    [Slow]
    public void The_reward_model_is_only_looked_at()
    {
        var before = WeightBits.Of(_reward).Select(e => e.bits).ToList();
        using var trainer = Trainer(Tiny);

        trainer.Run(_folder.At("run"), null, CancellationToken.None);

        Assert.Equal(before, WeightBits.Of(_reward).Select(e => e.bits));
        Assert.All(_reward.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    [Slow]
    public void Whoever_draws_beside_changes_no_bit_of_the_adapter()
    {
        string Trained(string name)
        {
            using var trainer = Trainer(Tiny);
            trainer.Run(_folder.At(name), null, CancellationToken.None);
            return Bits(trainer.Adapter);
        }
        var alone = Trained("alone");
        using var beside = new DrawsBeside();

        Assert.Equal(alone, Trained("beside"));
    }

    private FinetuneTrainer Trainer(FinetunePlan plan, IReadOnlyList<double>? rewards = null) => new(
        PlanOf(plan), _model, _reward, _real, rewards is null ? _synthetic : _synthetic with { Rewards = rewards });

    private static RoundPlan PlanOf(FinetunePlan plan) => SamplePlan.Finetuning(plan, seed: 3);

    private (string path, string bits) Champion(int rank, string baseSha256)
    {
        using var adapter = new LoraAdapter(_model.Network, new LoraConfig(rank, rank), 8);
        foreach (var parameter in adapter.Parameters) nn.init.normal_(parameter, 0, 0.1);
        AdapterFile.Write(
            _folder.At("champion"), adapter, _model with { Sha256 = baseSha256 }, new Dictionary<string, string>());
        return (_folder.At("champion"), Bits(adapter));
    }

    private static string Bits(LoraAdapter adapter) =>
        string.Join(' ', adapter.State.Select(e => WeightBits.Of(e.tensor)));

    private sealed class At(long step, Action act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) act();
        }
    }
}
