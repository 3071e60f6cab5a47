using PathAlign.Files;
using PathAlign.Models.Reward;
using PathAlign.Training.Classification;

namespace PathAlign.Training.Reward;

/// <summary>A reward model with the classifier that is its trunk.</summary>
public sealed class RewardModel : IDisposable
{
    private readonly ClassifierModel _trunk;

    private RewardModel(string path, ClassifierModel trunk) =>
        (_trunk, Network) = (trunk, RewardFile.Read(path, trunk.Network));

    /// <summary>The network, in eval mode.</summary>
    public RewardNetwork Network { get; }

    /// <summary>Reads a reward model and its trunk.</summary>
    /// <param name="path">The file of the reward model.</param>
    /// <param name="trunkPath">The file of the classifier that <see cref="RewardFile.TrunkOf"/> names.</param>
    /// <exception cref="InvalidInputException">A file is damaged, or the classifier does not fit.</exception>
    public static RewardModel Load(string path, string trunkPath)
    {
        var trunk = ClassifierModel.Load(trunkPath);
        try
        {
            return new RewardModel(path, trunk);
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
