using System.Globalization;
using PathAlign.Files;
using PathAlign.Models.Classifier;
using PathAlign.Models.Reward;
using PathAlign.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Training.Reward;

/// <summary>
/// Reads and writes reward models as safetensors files: heads, norms and temperature. A file names its trunk but does
/// not contain it.
/// </summary>
public static class RewardFile
{
    private const string Kind = "reward", Owner = "a reward model", TrunkKey = "trunk", TrunkPrefix = "trunk.",
        MembersKey = "members", ClassesKey = "classes", CriteriaKey = "criteria";

    /// <summary>The metadata key that tells whether the model learned from pairs, which have no criteria.</summary>
    public const string PairsKey = "pairs";

    /// <summary>The metadata key of the side, in pixels, of the images that the model learned from.</summary>
    public const string SizeKey = "size";

    private static readonly string[] _divisors = ["temperature", "norms.deviation"];

    /// <summary>Writes a reward model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The model.</param>
    /// <param name="trunkKey">The key of the trunk's classifier.</param>
    /// <param name="lineage">The model's origin.</param>
    public static void Write(
        string path, RewardNetwork network, string trunkKey, IReadOnlyDictionary<string, string> lineage)
    {
        var metadata = new Dictionary<string, string>(lineage)
        {
            ["kind"] = Kind,
            [TrunkKey] = trunkKey,
            [MembersKey] = network.Heads.Count.ToString(CultureInfo.InvariantCulture),
            [ClassesKey] = network.Classes.ToString(CultureInfo.InvariantCulture),
            [CriteriaKey] = network.Criteria.ToString(CultureInfo.InvariantCulture),
        };
        SafetensorsWriter.Write(path, ModelWeights.Export(Own(network)), metadata);
    }

    /// <summary>Reads the key of the classifier that is a reward model's trunk.</summary>
    /// <exception cref="InvalidInputException">The file is no reward model.</exception>
    public static string TrunkOf(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return new WeightHeader(file, path, Owner).Require(TrunkKey);
    }

    /// <summary>Reads a reward model and joins it with its trunk.</summary>
    /// <exception cref="InvalidInputException">The file is no reward model, or its tensors do not fit.</exception>
    public static RewardNetwork Read(string path, ResNet18 trunk)
    {
        using var file = SafetensorsFile.Open(path);
        var header = new WeightHeader(file, path, Owner);
        header.RequireKind(Kind);
        int Number(string name, int largest) =>
            int.TryParse(header.Require(name), CultureInfo.InvariantCulture, out var number)
                && number >= 1
                && number <= largest
            ? number : throw new InvalidInputException(
                path, "__metadata__", $"expected '{name}' from 1 to {largest}, found '{file.Metadata[name]}'");
        var network = new RewardNetwork(
            trunk, Number(ClassesKey, 1000), Number(CriteriaKey, 100), Number(MembersKey, 100));
        ModelWeights.Load(file, path, Own(network), exact: true);
        foreach (var (name, tensor) in Own(network).Where(e => _divisors.Contains(e.name)))
            if (!IsPositive(tensor))
                throw new InvalidInputException(
                    path, $"tensor '{name}'", "expected numbers above 0, since they are divisors");
        network.eval();
        return network;
    }

    private static bool IsPositive(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.min().item<float>() > 0;
    }

    private static IEnumerable<(string name, Tensor tensor)> Own(RewardNetwork network) =>
        network.state_dict()
            .Where(e => !e.Key.StartsWith(TrunkPrefix, StringComparison.Ordinal))
            .Select(e => (e.Key, e.Value));
}
