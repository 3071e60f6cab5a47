using PathAlign.Contracts.Plans;
using PathAlign.Models.Reward;
using PathAlign.Reward.Training;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Reward.Training;

[Collection(nameof(Alone))]
public sealed class RewardTrainerMemoryTests
{
    [Fact]
    public void Training_leaves_no_tensor_behind()
    {
        using var network = ToyRatings.Network();
        Train(network);
        var before = LiveTensors.Settled();

        Train(network);

        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void Train(RewardNetwork network) =>
        new RewardTrainer(
            network,
            new RewardPlan { Members = 1, Epochs = 12, Batch = 24, HeldOutShare = 0.3 },
            seed: 5).Train(
                ToyRatings.Bright(36), ToyRatings.Real(), null, CancellationToken.None);
}
