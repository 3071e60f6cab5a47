using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Imaging;
using Xunit;

namespace PathAlign.Tests.Evaluator.Reports;

public sealed class PixelNeighbourTests
{
    private const int Size = 45; // 6,075 bytes: neither whole vectors nor whole parts

    [Fact]
    public void A_turned_copy_is_found_among_noise()
    {
        var tiles = Noise(30);
        foreach (var index in new[] { 0, 17, 29 })
            Assert.Equal(
                tiles.Image(index).Pixels,
                PixelNeighbour.Find(Mirrored(tiles.Image(index), changed: 40), tiles).Pixels);
    }

    [Fact]
    public void The_nearest_by_the_plain_sum_is_found()
    {
        var (tiles, drawn) = (Noise(30), Noise(4, seed: 2));
        for (var i = 0; i < drawn.Count; i++)
        {
            var image = drawn.Image(i);
            var nearest = Enumerable.Range(0, tiles.Count).MinBy(t => PlainDistance(image, tiles.Image(t)));
            Assert.Equal(tiles.Image(nearest).Pixels, PixelNeighbour.Find(image, tiles).Pixels);
        }
    }

    [Fact]
    public void A_sum_beyond_32_bits_is_compared_rightly()
    {
        var black = new RgbImage(Size, Size, new byte[Size * Size * 3]);
        var white = new RgbImage(Size, Size, [.. Enumerable.Repeat((byte)255, Size * Size * 3)]);
        var grey = new RgbImage(Size, Size, [.. Enumerable.Repeat((byte)254, Size * Size * 3)]);
        var tiles = TileSet.Of(Size, [(0, white), (0, grey)]);
        Assert.Equal(grey.Pixels, PixelNeighbour.Find(black, tiles).Pixels);
    }

    private static TileSet Noise(int count, int seed = 1)
    {
        var pixels = new byte[count * Size * Size * 3];
        new Random(seed).NextBytes(pixels);
        return new TileSet(Size, pixels, new int[count]);
    }

    private static RgbImage Mirrored(RgbImage image, int changed)
    {
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < Size; y++)
            for (var x = 0; x < Size; x++)
                Array.Copy(image.Pixels, ((y * Size) + Size - 1 - x) * 3, pixels, ((y * Size) + x) * 3, 3);
        for (var i = 0; i < changed; i++) pixels[i] ^= 0x80;
        return new RgbImage(Size, Size, pixels);
    }

    private static long PlainDistance(RgbImage image, RgbImage tile) => Turns(image).Min(
        turned => turned.Zip(tile.Pixels, (a, b) => (long)(a - b) * (a - b)).Sum());

    private static IEnumerable<byte[]> Turns(RgbImage image)
    {
        for (var symmetry = 0; symmetry < 8; symmetry++)
            yield return
            [
                .. from y in Enumerable.Range(0, Size)
                   from x in Enumerable.Range(0, Size)
                   let column = symmetry % 2 == 0 ? x : Size - 1 - x
                   let row = symmetry / 2 % 2 == 0 ? y : Size - 1 - y
                   let place = symmetry < 4 ? (row * Size) + column : (column * Size) + row
                   from channel in Enumerable.Range(0, 3)
                   select image.Pixels[(place * 3) + channel],
            ];
    }
}
