using PathAlign.Data;
using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Data;

public sealed class TileSetWriterTests
{
    private const int Size = 9, Count = 50;

    [Fact]
    public void Tiles_in_a_temporary_file_are_those_in_memory()
    {
        var (memory, disk) = (Written(long.MaxValue), Written(mostInMemory: 0));

        Assert.Equal(memory.PixelHash(), disk.PixelHash());
        Assert.Equal(memory.Labels, disk.Labels);
        Assert.Equal(memory.Image(17).Pixels, disk.Image(17).Pixels);
        Assert.Equal(memory.Subset([3, 1, 3]).PixelHash(), disk.Subset([3, 1, 3]).PixelHash());
    }

    [Fact]
    public void Threads_read_one_file_at_the_same_time()
    {
        var (memory, disk) = (Written(long.MaxValue), Written(mostInMemory: 0));
        var tiles = new byte[400][];

        Parallel.For(0, tiles.Length, i => tiles[i] = disk.Tile(i % Count).ToArray());

        Assert.All(tiles.Index(), t => Assert.Equal(memory.Tile(t.Index % Count).ToArray(), t.Item));
    }

    [Fact]
    public void The_temporary_file_has_no_name()
    {
        var before = Temporary();

        var tiles = Written(mostInMemory: 0);

        Assert.Empty(Temporary().Except(before));
        Assert.Equal(Count, tiles.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Fewer_tiles_than_expected_make_a_smaller_set(long mostInMemory)
    {
        var writer = new TileSetWriter(1, 10, mostInMemory);
        writer.Add([1, 2, 3]);

        var tiles = writer.ToSet([4]);

        Assert.Equal(1, tiles.Count);
        Assert.Equal([1, 2, 3], tiles.Tile(0).ToArray());
    }

    [Fact]
    public void A_tile_of_another_size_or_one_too_many_is_refused()
    {
        var writer = new TileSetWriter(1, 1);

        Assert.Throws<ArgumentException>(() => writer.Add([1, 2]));
        writer.Add([1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => writer.Add([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => writer.ToSet([0, 0]));
    }

    private static TileSet Written(long mostInMemory)
    {
        var writer = new TileSetWriter(Size, Count, mostInMemory);
        for (var i = 0; i < Count; i++)
            writer.Add(RgbImage.Filled(Size, Size, (byte)i, (byte)(2 * i), (byte)(3 * i)).Pixels);
        return writer.ToSet([.. Enumerable.Range(0, Count).Select(i => i % 3)]);
    }

    private static IReadOnlyList<string> Temporary() =>
        Directory.GetFiles(Path.GetTempPath(), "pathalign-tiles-*");
}
