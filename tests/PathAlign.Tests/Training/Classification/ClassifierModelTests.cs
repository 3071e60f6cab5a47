using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Tests.Files;
using PathAlign.Tests.Models;
using PathAlign.Training.Classification;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training.Classification;

public sealed class ClassifierModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ClassifierModel _model;

    public ClassifierModelTests()
    {
        _model = new ClassifierModel(new ResNet18(9).Drawn(new torch.Generator(1)), 12, DatasetDescription.Colorectal);
        _model.Network.eval();
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_classifier_comes_back_from_half_the_bytes_with_the_same_verdicts()
    {
        var tiles = Drawn(perClass: 2);
        Write("half", 12);

        using var read = ClassifierModel.Load(_folder.At("half"));

        var (before, after) = (
            ClassifierEvaluation.Run(_model.Network, tiles, symmetries: false),
            ClassifierEvaluation.Run(read.Network, tiles, symmetries: false));
        Assert.Equal((12, ResNetStem.Small, false), (read.Size, read.Network.Stem, read.Network.training));
        Assert.True(before.Probabilities.Zip(after.Probabilities).All(p => Math.Abs(p.First - p.Second) < 0.01));
        Assert.InRange(new FileInfo(_folder.At("half")).Length, 2 * 11_000_000, 2 * 11_400_000);
    }

    [Fact]
    public void Tiles_of_another_side_or_other_classes_are_refused_with_the_option_that_names_another_classifier()
    {
        var other = DatasetDescription.Numbered(9);

        _model.RequireFor(DatasetDescription.Colorectal, 12, "--judge");
        var (size, classes) = (
            Assert.Throws<InvalidInputException>(() => _model.RequireFor(DatasetDescription.Colorectal, 28, "--judge")),
            Assert.Throws<InvalidInputException>(() => _model.RequireFor(other, 12, "--model")));

        Assert.Equal(
            "--judge: size: expected a classifier for tiles of 28 px, found one for 12 px", size.Message);
        Assert.StartsWith("--model: classes: expected the classes class-0, ", classes.Message);
    }

    [Theory]
    [InlineData("kind", "generator", "expected a classifier, found kind 'generator'")]
    [InlineData("kind", null, "expected 'kind' of a classifier")]
    [InlineData("network", "resnet50/Small", "found 'resnet50/Small'")]
    [InlineData("network", "resnet18/7x7", "found 'resnet18/7x7'")]
    [InlineData("network", "resnet18/Torchvision", "expected shape")]
    [InlineData("size", "7", "expected a size of 8 to 1024 pixels, found '7'")]
    [InlineData("size", "big", "found 'big'")]
    public void What_is_no_classifier_is_refused_in_a_sentence(string key, string? value, string words)
    {
        Write("good", 12);
        using (var file = SafetensorsFile.Open(_folder.At("good")))
        {
            var metadata = new Dictionary<string, string>(file.Metadata);
            if (value is null) metadata.Remove(key);
            else metadata[key] = value;
            SafetensorsWriter.Write(
                _folder.At("bad"),
                file.Tensors.Values.Select(e => new TensorData(e.Name, e.Dtype, e.Shape, file.Bytes(e.Name).ToArray())),
                metadata);
        }

        var error = Assert.Throws<InvalidInputException>(() => ClassifierModel.Load(_folder.At("bad")));

        Assert.StartsWith(_folder.At("bad"), error.Message);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void Fitting_the_last_layer_raises_accuracy_and_leaves_the_trunk_alone()
    {
        var tiles = Drawn(perClass: 6);
        double Accuracy() => ClassifierEvaluation.Run(_model.Network, tiles, symmetries: false).Accuracy(tiles);
        List<string> Trunk() =>
            [
                .. WeightBits.Of(_model.Network)
                    .Where(e => !e.name.StartsWith("fc.", StringComparison.Ordinal))
                    .Select(e => e.bits)
            ];
        var (accuracy, trunk) = (Accuracy(), Trunk());

        ClassifierHead.Fit(_model, tiles, seed: 3);

        Assert.True(Accuracy() > accuracy + 0.3, $"accuracy {accuracy} before, {Accuracy()} after");
        Assert.Equal(trunk, Trunk());
        Assert.False(_model.Network.training);
    }

    [Fact]
    public void The_same_seed_fits_the_same_last_layer()
    {
        var tiles = Drawn(perClass: 2);
        string Fit()
        {
            using var model = new ClassifierModel(
            new ResNet18(9).Drawn(new torch.Generator(4)), 12, DatasetDescription.Colorectal);
            ClassifierHead.Fit(model, tiles, seed: 3);
            return string.Join(' ', WeightBits.Of(model.Network).Select(e => e.bits));
        }

        Assert.Equal(Fit(), Fit());
    }

    private static TileSet Drawn(int perClass) =>
        Phantom.Create(1, 12, trainPerClass: perClass, validationPerClass: 1, testPerClass: 1).Train;

    private void Write(string name, int size) =>
        ClassifierModel.Write(
            _folder.At(name),
            ResNetStem.Small,
            size,
            _model.Dataset,
            _model.Network.state_dict().Select(e => (e.Key, e.Value)),
            new Dictionary<string, string> { ["kind"] = "cuckoo" });
}
