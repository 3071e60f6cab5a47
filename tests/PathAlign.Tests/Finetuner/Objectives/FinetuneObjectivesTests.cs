using PathAlign.Contracts.Plans;
using PathAlign.Finetuner.Objectives;
using PathAlign.Models.Adapters;
using PathAlign.Models.Reward;
using PathAlign.Sampling;
using PathAlign.Tests.Contracts;
using PathAlign.Tests.Files;
using PathAlign.Tests.Finetuner.Training;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.Training;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Finetuner.Objectives;

public sealed class FinetuneObjectivesTests : IDisposable
{
    private const int Batch = 2;
    private readonly TemporaryFolder _folder = new();
    private readonly GeneratorModel _model;
    private readonly LoraAdapter _adapter;
    private readonly RewardNetwork _reward = ToyReward.Brightness(true);

    public FinetuneObjectivesTests()
    {
        _model = GeneratorModel.Load(TinyGenerator.Write(_folder));
        _adapter = new LoraAdapter(_model.Network, new LoraConfig(2, 2));
    }

    public void Dispose()
    {
        _adapter.Dispose();
        _reward.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_weight_of_0_leaves_an_objective_out()
    {
        string[] Names(double real, double synthetic, double reward) =>
            [.. FinetuneObjectives.Of(Inputs(real, synthetic, reward)).Select(o => o.GetType().Name)];

        Assert.Empty(Names(0, 0, 0));
        Assert.Equal([nameof(RealTiles)], Names(1, 0, 0));
        Assert.Equal([nameof(SyntheticTiles)], Names(0, 1, 0));
        Assert.Equal([nameof(RewardGradient)], Names(0, 0, 1));
        Assert.Equal([nameof(RealTiles), nameof(SyntheticTiles), nameof(RewardGradient)], Names(1, 1, 1));
    }

    [Fact]
    public void A_loss_is_a_scalar_that_step_and_network_alone_decide_and_its_gradient_reaches_the_network()
    {
        foreach (var objective in FinetuneObjectives.Of(Inputs(1, 1, 1)))
        {
            using var scope = NewDisposeScope();
            var (first, again, later) = (objective.Loss(Step(4)), objective.Loss(Step(4)), objective.Loss(Step(5)));

            Assert.Empty(first.shape);
            Assert.Equal(first.item<float>(), again.item<float>());
            Assert.NotEqual(first.item<float>(), later.item<float>());
            first.backward();
            _adapter.CollectGradients();
            Assert.Contains(_adapter.Parameters, p => p.grad is { } grad && grad.abs().sum().item<float>() > 0);
            foreach (var parameter in _adapter.Parameters) parameter.grad = null;
        }
    }

    private static FinetuneStep Step(long number) =>
        new(number, NoiseLevels.At(3, number, Batch), new torch.Generator((ulong)number));

    private FinetuneInputs Inputs(double real, double synthetic, double reward) => new(
        SamplePlan.Finetuning(
            new FinetunePlan
            {
                Batch = Batch,
                RewardBatch = 2,
                RealWeight = real,
                SyntheticWeight = synthetic,
                RewardWeight = reward,
            }),
        _model,
        _adapter,
        _reward,
        TileMaker.Set(9, 8),
        new RewardedTiles(TileMaker.Set(9, 8, 2), [.. Enumerable.Range(0, 9).Select(i => (i + 1) / 9.0)]));
}
