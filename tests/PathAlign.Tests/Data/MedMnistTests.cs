using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Data;

public sealed class MedMnistTests
{
    private static Dictionary<string, NpyArray> Good(int size = 28) =>
        new[] { "train", "val", "test" }.SelectMany(split => new[]
        {
            ($"{split}_images", new NpyArray("u1", [2, size, size, 3], new byte[2 * size * size * 3])),
            ($"{split}_labels", new NpyArray("u1", [2, 1], [0, 8])),
        }).ToDictionary(e => e.Item1, e => e.Item2);

    private const string Archive = "pathmnist_28.npz";

    [Theory]
    [InlineData(28)]
    [InlineData(64)]
    [InlineData(224)]
    public void The_official_layout_is_read_at_every_size(int size)
    {
        using var folder = new TemporaryFolder();
        NpzArrays.Write(folder.At(Archive), Good(size));

        var data = MedMnist.Load(folder.At(Archive));

        Assert.Equal(size, data.Train.Size);
        Assert.Equal([0, 8], data.Test.Labels);
    }

    public static TheoryData<string, NpyArray?, string> Broken => new()
    {
        { "val_images", null, "expected an array 'val_images'" },
        { "train_images", new NpyArray("f4", [2, 28, 28, 3], new byte[2 * 28 * 28 * 3 * 4]), "uint8" },
        { "train_images", new NpyArray("u1", [2, 28, 27], new byte[2 * 28 * 27]), "N×S×S×3" },
        { "train_images", new NpyArray("u1", [2, 28, 28, 4], new byte[2 * 28 * 28 * 4]), "N×S×S×3" },
        { "train_images", new NpyArray("u1", [2, 7, 7, 3], new byte[2 * 7 * 7 * 3]), "S from 8" },
        { "train_images", new NpyArray("u1", [0, 28, 28, 3], []), "whole numbers" },
        { "test_images", new NpyArray("u1", [2, 64, 64, 3], new byte[2 * 64 * 64 * 3]), "one size" },
        { "train_labels", new NpyArray("u1", [2, 1], [0, 9]), "train_labels[1]" },
        {
            "train_labels",
            new NpyArray("i8", [2, 1], [.. BitConverter.GetBytes(-1L), .. BitConverter.GetBytes(0L)]),
            "train_labels[0]"
        },
        { "train_labels", new NpyArray("u1", [3, 1], [0, 1, 2]), "expected 2 whole numbers" },
        { "train_labels", new NpyArray("f4", [2, 1], new byte[8]), "whole numbers" },
        { "train_labels", new NpyArray("u1", [2, 14], new byte[28]), "one label for each image, found 14" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_archive_is_refused_with_the_place(string name, NpyArray? array, string words)
    {
        using var folder = new TemporaryFolder();
        var arrays = Good();
        if (array is null) arrays.Remove(name);
        else arrays[name] = array;
        NpzArrays.Write(folder.At(Archive), arrays);

        Assert.Contains(words, Assert.Throws<InvalidInputException>(() => MedMnist.Load(folder.At(Archive))).Message);
    }

    [Theory]
    [InlineData("bloodmnist_64.npz", "basophil")]
    [InlineData("PathMNIST.npz", "ADI")]
    [InlineData("somebody's.npz", "class-0")]
    public void The_name_of_the_file_names_the_classes_or_they_are_numbered(string name, string first)
    {
        using var folder = new TemporaryFolder();
        var arrays = Good();
        foreach (var split in new[] { "train", "val", "test" })
            arrays[$"{split}_labels"] = new NpyArray("u1", [2, 1], [0, 7]);
        NpzArrays.Write(folder.At(name), arrays);

        Assert.Equal(first, MedMnist.Load(folder.At(name)).Description.Codes.First());
    }

    [Fact]
    public void A_description_beside_the_archive_goes_before_its_name()
    {
        using var folder = new TemporaryFolder();
        NpzArrays.Write(folder.At(Archive), Good());
        var own = DatasetDescription.Of(Enumerable.Range(0, 9).Select(i => $"own-{i}")) with { Criteria = ["hue"] };
        DescriptionFile.Write(DescriptionFile.Beside(folder.At(Archive)), own);

        Assert.Equal(own, MedMnist.Load(folder.At(Archive)).Description);
    }

    [Theory]
    [InlineData(2, 28, 28)]
    [InlineData(2, 28, 28, 1)]
    public void Grey_images_have_three_equal_channels(params int[] shape)
    {
        using var folder = new TemporaryFolder();
        var arrays = Good();
        arrays["train_images"] = new NpyArray(
            "u1", shape, [.. Enumerable.Range(0, 2 * 28 * 28).Select(i => (byte)i)]);
        NpzArrays.Write(folder.At(Archive), arrays);

        Assert.Equal([7, 7, 7, 8, 8, 8], MedMnist.Load(folder.At(Archive)).Train.Tile(0)[21..27].ToArray());
    }

    [Fact]
    public void An_archive_gives_back_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var data = Phantom.Create(1, 16, 2, 1, 1);

        MedMnist.Write(folder.At(Archive), data);

        Assert.Equal(data.ContentHash(), MedMnist.Load(folder.At(Archive)).ContentHash());
    }

    [Fact]
    public void Archives_without_training_tiles_are_refused()
    {
        using var folder = new TemporaryFolder();
        var arrays = Good();
        arrays["train_images"] = new NpyArray("u1", [0, 28, 28, 3], []);
        arrays["train_labels"] = new NpyArray("u1", [0, 1], []);
        NpzArrays.Write(folder.At(Archive), arrays);

        Assert.Contains(
            "at least one training tile",
            Assert.Throws<InvalidInputException>(() => MedMnist.Load(folder.At(Archive))).Message);
    }
}
