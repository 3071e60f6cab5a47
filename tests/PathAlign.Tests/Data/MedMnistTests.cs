using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Data;

public sealed class MedMnistTests
{
    private static Dictionary<string, NpyArray> Good(int size = 28) => new[] { "train", "val", "test" }.SelectMany(split => new[]
    {
        ($"{split}_images", new NpyArray("u1", [2, size, size, 3], new byte[2 * size * size * 3])),
        ($"{split}_labels", new NpyArray("u1", [2, 1], [0, 8])),
    }).ToDictionary(e => e.Item1, e => e.Item2);

    [Theory]
    [InlineData(28)]
    [InlineData(64)]
    [InlineData(224)]
    public void The_official_layout_is_read_at_every_size(int size)
    {
        using var folder = new TemporaryFolder();
        Npz.Write(folder.At("a.npz"), Good(size));

        var data = MedMnist.Load(folder.At("a.npz"));

        Assert.Equal(size, data.Train.Size);
        Assert.Equal([0, 8], data.Test.Labels);
    }

    public static TheoryData<string, NpyArray?, string> Broken => new()
    {
        { "val_images", null, "expected an array 'val_images'" },
        { "train_images", new NpyArray("f4", [2, 28, 28, 3], new byte[2 * 28 * 28 * 3 * 4]), "uint8" },
        { "train_images", new NpyArray("u1", [2, 28, 28], new byte[2 * 28 * 28]), "N×S×S×3" },
        { "train_images", new NpyArray("u1", [2, 30, 30, 3], new byte[2 * 30 * 30 * 3]), "S of 28" },
        { "test_images", new NpyArray("u1", [2, 64, 64, 3], new byte[2 * 64 * 64 * 3]), "one size" },
        { "train_labels", new NpyArray("u1", [2, 1], [0, 9]), "train_labels[1]" },
        { "train_labels", new NpyArray("i8", [2, 1], [.. BitConverter.GetBytes(-1L), .. BitConverter.GetBytes(0L)]), "train_labels[0]" },
        { "train_labels", new NpyArray("u1", [3, 1], [0, 1, 2]), "expected 2 whole numbers" },
        { "train_labels", new NpyArray("f4", [2, 1], new byte[8]), "whole numbers" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_archive_is_refused_with_the_place(string name, NpyArray? array, string words)
    {
        using var folder = new TemporaryFolder();
        var arrays = Good();
        if (array is null) arrays.Remove(name);
        else arrays[name] = array;
        Npz.Write(folder.At("a.npz"), arrays);

        Assert.Contains(words, Assert.Throws<InvalidInputException>(() => MedMnist.Load(folder.At("a.npz"))).Message);
    }
}
