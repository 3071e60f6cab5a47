using NetVips;
using PathAlign.Imaging;
using PathAlign.Import.Duplicates;
using PathAlign.Import.Images;
using Xunit;

namespace PathAlign.Tests.Import;

public sealed class DuplicatesTests
{
    [Fact]
    public void A_copy_that_was_encoded_scaled_or_lightened_looks_the_same()
    {
        using var image = Pictures.Spots(1, 224, 224);
        var seen = new SeenTiles();
        seen.Add(Tile(image.PngsaveBuffer(), "original"));
        foreach (var copy in new[]
        {
            image.JpegsaveBuffer(q: 75),
            image.Resize(0.5).PngsaveBuffer(),
            image.Linear([1.0], [6.0]).Cast(Enums.BandFormat.Uchar).PngsaveBuffer(),
        })
        {
            var twin = seen.TwinOf(Tile(copy, "copy"));

            Assert.Equal((TwinKind.Look, "original"), (twin?.Kind, twin?.Other.Name));
        }
    }

    [Fact]
    public void Other_images_do_not_look_the_same()
    {
        var seen = new SeenTiles();

        foreach (var seed in Enumerable.Range(0, 300))
        {
            var tile = Tile(Pictures.Spots(seed).PngsaveBuffer(), $"{seed}");
            Assert.Null(seen.TwinOf(tile));
            seen.Add(tile);
        }
    }

    [Fact]
    public void Hashes_that_differ_in_three_bits_anywhere_are_found_and_in_four_are_not()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var look = (ulong)random.NextInt64();
            var bits = Enumerable.Range(0, 64).OrderBy(_ => random.Next()).Take(4).ToArray();
            var near = bits.Take(3).Aggregate(look, (hash, bit) => hash ^ (1UL << bit));
            var seen = new SeenTiles();
            seen.Add(Of(1, look));

            Assert.NotNull(seen.TwinOf(Of(2, near)));
            Assert.Null(seen.TwinOf(Of(2, near ^ (1UL << bits[3]))));
        }

        static Seen Of(UInt128 pixels, ulong look) => new("x", "test", "a", null, pixels, look);
    }

    [Fact]
    public void Even_grounds_do_not_all_look_the_same()
    {
        Assert.Null(DifferenceHash.Of(RgbImage.Filled(32, 32, 240, 240, 241)));
        Assert.NotNull(DifferenceHash.Of(RgbImageOf(Pictures.Spots(1).PngsaveBuffer())));
    }

    [Fact]
    public void The_smallest_tile_has_a_hash() =>
        Assert.NotNull(DifferenceHash.Of(RgbImageOf(Pictures.Spots(1, 8, 8).PngsaveBuffer())));

    private static Seen Tile(byte[] bytes, string name)
    {
        var tile = RgbImageOf(bytes);
        return new Seen(name, "test", "a", null, Seen.HashOf(tile), DifferenceHash.Of(tile));
    }

    private static RgbImage RgbImageOf(byte[] bytes) => ImageReader.Decode(bytes, new Framing(null, null), null, "x");
}
