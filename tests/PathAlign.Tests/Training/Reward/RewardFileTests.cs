using PathAlign.Files;
using PathAlign.Models.Reward;
using PathAlign.Tests.Files;
using PathAlign.Tests.Models;
using PathAlign.Tests.Reward;
using PathAlign.Training.Reward;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training.Reward;

public sealed class RewardFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TemporaryFolder _folder = new();
    private readonly RewardNetwork _network = ToyRatings.Network(members: 2);

    public RewardFileTests()
    {
        _network.Temperature = 1.7;
        _network.Norms.Fit(randn(18, StyleFeatures.Count), [.. Enumerable.Range(0, 18).Select(i => i % 9)]);
        RewardFile.Write(
            _folder.At("good"),
            _network,
            "weights/trunk",
            new Dictionary<string, string> { ["round"] = "r1", ["kind"] = "cuckoo" });
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_model_gives_the_same_scores_after_a_file_that_names_its_trunk()
    {
        using var trunkOf = ToyRatings.Network();   // made from the same seed: the same trunk
        var (images, labels) = ((rand(3, 3, 8, 8) * 2) - 1, tensor([0L, 4, 8]));

        using var read = RewardFile.Read(_folder.At("good"), Trunk(trunkOf));

        Assert.Equal("weights/trunk", RewardFile.TrunkOf(_folder.At("good")));
        Assert.Equal((9, 6, 2), (read.Classes, read.Criteria, read.Heads.Count));
        Assert.Equal(WeightBits.Of(_network.call(images, labels)), WeightBits.Of(read.call(images, labels)));
        Assert.Equal(
            WeightBits.Of(_network.Both(images, labels).guard), WeightBits.Of(read.Both(images, labels).guard));
    }

    [Fact]
    public void The_trunk_is_not_repeated_and_lineage_is_kept()
    {
        using var file = SafetensorsFile.Open(_folder.At("good"));

        Assert.DoesNotContain(file.Tensors.Keys, name => name.StartsWith("trunk", StringComparison.Ordinal));
        Assert.Contains("guard.output.weight", file.Tensors.Keys);
        Assert.Equal(("reward", "r1"), (file.Metadata["kind"], file.Metadata["round"]));
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "kind", "classifier", "expected a reward model, found kind 'classifier'" },
        { "members", "0", "expected 'members' from 1 to 100" },
        { "members", "1000000000", "expected 'members' from 1 to 100" },
        { "members", "three", "expected 'members' from 1 to 100" },
        { "members", "3", "expected a tensor 'heads.2" },
        { "members", "1", "expected only" },
        { "classes", "-9", "expected 'classes' from 1 to 1000" },
        { "classes", "8", "expected shape" },
        { "criteria", "", "expected 'criteria'" },
        { "criteria", "5", "expected shape" },
        { "temperature", "0", "above 0" },
        { "temperature", "-1", "above 0" },
        { "temperature", "NaN", "expected finite numbers" },
        { "norms.deviation", "0", "above 0" },
        { "trunk", "", "of a reward model" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_is_no_reward_model_is_refused_in_a_sentence(string what, string value, string words)
    {
        using (var file = SafetensorsFile.Open(_folder.At("good")))
        {
            var metadata = new Dictionary<string, string>(file.Metadata);
            if (value.Length == 0) metadata.Remove(what);
            else if (metadata.ContainsKey(what)) metadata[what] = value;
            SafetensorsWriter.Write(
                _folder.At("hostile"),
                file.Tensors.Values.Select(
                    e =>
                        new TensorData(
                            e.Name,
                            e.Dtype,
                            e.Shape,
                            e.Name == what
                                ? Filled(e, float.Parse(value, System.Globalization.CultureInfo.InvariantCulture))
                                : file.Bytes(e.Name).ToArray())),
                metadata);
        }
        using var other = ToyRatings.Network();

        var error = Assert.Throws<InvalidInputException>(() =>
        {
            _ = RewardFile.TrunkOf(_folder.At("hostile"));
            using var read = RewardFile.Read(_folder.At("hostile"), Trunk(other));
        });

        Assert.StartsWith(_folder.At("hostile"), error.Message);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void A_file_that_is_no_reward_model_at_all_is_refused()
    {
        using var other = ToyRatings.Network();
        File.WriteAllBytes(_folder.At("text"), [.. Enumerable.Repeat((byte)'x', 40)]);

        Assert.Throws<InvalidInputException>(() => RewardFile.Read(_folder.At("text"), Trunk(other)));
        Assert.Throws<InvalidInputException>(() => RewardFile.Read(_folder.At("nowhere"), Trunk(other)));
    }

    private static byte[] Filled(TensorEntry entry, float value) =>
        [.. Enumerable.Repeat(BitConverter.GetBytes(value), (int)entry.ByteLength / 4).SelectMany(b => b)];

    private static PathAlign.Models.Classifier.ResNet18 Trunk(RewardNetwork network) =>
        (PathAlign.Models.Classifier.ResNet18)network.named_children().Single(c => c.name == "trunk").module;
}
