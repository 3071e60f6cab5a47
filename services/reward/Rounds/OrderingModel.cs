using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Models.Reward;
using PathAlign.Rounds.Networks;
using PathAlign.Storage.Objects;
using PathAlign.Training.Classification;
using PathAlign.Training.Reward;

namespace PathAlign.Reward.Rounds;

/// <summary>The earlier round's reward model that orders the images of a round, with its trunk.</summary>
internal sealed class OrderingModel : IDisposable
{
    private readonly ClassifierModel _trunk;

    private OrderingModel(RewardNetwork network, ClassifierModel trunk) => (Network, _trunk) = (network, trunk);

    internal RewardNetwork Network { get; }

    /// <summary>The key of a plan's model.</summary>
    /// <exception cref="PermanentFailureException">The plan names none.</exception>
    internal static string KeyOf(RoundPlan plan, string planKey) =>
        plan.Rating.RewardKey
        ?? throw new PermanentFailureException(
            $"reward: expected a reward model that orders images in {planKey}, found none");

    internal static async Task<OrderingModel> ReadAsync(
        string key, IObjectStore objects, RoundNetworks networks, CancellationToken cancel)
    {
        var path = await objects.GetFileAsync(key, cancel);
        var trunk = await networks.ClassifierAsync(RewardFile.TrunkOf(path), cancel);
        try
        {
            return new OrderingModel(RewardFile.Read(path, trunk.Network), trunk);
        }
        catch
        {
            trunk.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        _trunk.Dispose();
    }
}
