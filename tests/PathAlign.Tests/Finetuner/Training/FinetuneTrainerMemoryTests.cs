using PathAlign.Contracts.Plans;
using PathAlign.Finetuner.Objectives;
using PathAlign.Finetuner.Training;
using PathAlign.Sampling;
using PathAlign.Tests.Contracts;
using PathAlign.Tests.Files;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.Training;
using PathAlign.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Finetuner.Training;

[Collection(nameof(Alone))]
public sealed class FinetuneTrainerMemoryTests
{
    private static readonly FinetunePlan Plan = new()
    {
        Steps = 25,
        Batch = 1,
        RewardBatch = 1,
        RewardWeight = 1,
        ClassWeight = 0,
        LearningRate = 5e-3,
        Rank = 2,
        ProbeEvery = 12,
        DriftBudget = 10,
    };

    [Fact]
    public void Twenty_steps_leave_the_live_tensors_as_they_were()
    {
        using var folder = new TemporaryFolder();
        using var model = GeneratorModel.Load(TinyGenerator.Write(folder));
        using var reward = ToyReward.Brightness(true);
        var synthetic = new RewardedTiles(TileMaker.Set(9, 8, 2), [.. Enumerable.Range(0, 9).Select(i => i / 8.0)]);
        using var trainer = new FinetuneTrainer(
            SamplePlan.Finetuning(Plan, seed: 3), model, reward, TileMaker.Set(9, 8), synthetic);
        var counts = new Dictionary<long, long>();
        LiveTensors.Settled();

        trainer.Run(folder.At("run"), new Each(step => counts[step] = Tensor.TotalCount), CancellationToken.None);

        Assert.Equal(counts[5], counts[25]);
    }

    private sealed class Each(Action<long> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value.Step);
    }
}
