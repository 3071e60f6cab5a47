using System.Security.Cryptography;
using PathAlign.Data;
using PathAlign.Models.Autoencoder;
using PathAlign.Sampling;
using PathAlign.Standalone;
using PathAlign.Training.Classification;
using Xunit;

namespace PathAlign.Tests.Cli;

public sealed class ShippedSetTests
{
    [Theory]
    [InlineData(null, 28, 9)]
    [InlineData("bloodcells", 224, 8)]
    public void The_weights_of_a_set_draw_and_judge_the_same_classes_and_size(string? model, int size, int classes)
    {
        var set = ShippedModels.Named(model);

        using var generator = GeneratorModel.Load(set.Generator, set.Adapter);
        using var classifier = ClassifierModel.Load(set.Classifier);
        using var judge = ClassifierModel.Load(set.Judge);

        Assert.Equal((size, size, size), (generator.Size, classifier.Size, judge.Size));
        DatasetHeader.RequireSame(classifier.Dataset, generator.Dataset, "the classifier");
        DatasetHeader.RequireSame(judge.Dataset, generator.Dataset, "the judge");
        Assert.Equal(classes, generator.Dataset.Classes.Count);
        Assert.NotEqual(File.ReadAllBytes(set.Classifier), File.ReadAllBytes(set.Judge));
    }

    [Fact]
    public void The_cells_of_BloodMNIST_are_those_of_the_shipped_weights()
    {
        using var judge = ClassifierModel.Load(ShippedModels.BloodCells.Judge);

        DatasetHeader.RequireSame(judge.Dataset, KnownDatasets.ByFileName("bloodmnist_224.npz")!, "the judge");
    }

    [Fact]
    public void The_shipped_autoencoder_is_that_of_the_generator()
    {
        using var autoencoder = AutoencoderFile.Read(ShippedModels.Autoencoder);
        using var generator = GeneratorModel.Load(ShippedModels.BloodCells.Generator);

        Assert.Equal(Bits(autoencoder.Codec), Bits(generator.Space!.Codec));

        static IEnumerable<string> Bits(IImageCodec codec) =>
            codec.Network.state_dict().Select(e => $"{e.Key} {Convert.ToHexString(SHA256.HashData(e.Value.bytes))}");
    }

    [Fact]
    public void A_file_is_looked_for_only_when_its_path_is_asked_for()
    {
        var set = ShippedModels.Tissue with { OwnGenerator = "mine.safetensors", ClassifierFile = "lost.safetensors" };

        Assert.Equal("mine.safetensors", set.Generator);
        Assert.Throws<FileNotFoundException>(() => set.Classifier);
    }

    [Fact]
    public void A_path_replaces_the_generator_alone_and_leaves_out_the_adapter_of_another()
    {
        var set = ShippedModels.Named("mine.safetensors");

        Assert.Equal(("mine.safetensors", null), (set.Generator, set.Adapter));
        Assert.Equal(
            (ShippedModels.Tissue.Classifier, ShippedModels.Tissue.Judge), (set.Classifier, set.Judge));
    }
}
