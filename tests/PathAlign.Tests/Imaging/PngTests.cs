using System.Buffers.Binary;
using System.Text;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Imaging;

public sealed class PngTests
{
    // 2×2 RGBA with the filters None and Up and a tEXt chunk, packed by zlib outside this project.
    private const string Foreign =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAADXRFWHRDb21tZW50AGhlbGxv5v+uJAAAABdJREFUeJxj+M/AAEIN" +
        "TAxcDAyMjIwMAC9JA41+4zX7AAAAAElFTkSuQmCC";

    [Fact]
    public void An_image_and_its_texts_come_back()
    {
        var pixels = Enumerable.Range(0, 7 * 5 * 3).Select(i => (byte)(i * 37)).ToArray();
        var texts = new Dictionary<string, string> { ["pathalign:class"] = "ADI", ["Comment"] = "Häematoxylin – 紫" };

        var bytes = Png.Encode(new RgbImage(7, 5, pixels), texts);

        Assert.Equal(pixels, Png.Decode(bytes, "test").Pixels);
        Assert.Equal(texts, Png.ReadText(bytes, "test"));
    }

    [Fact]
    public void A_foreign_image_is_read_with_its_alpha_on_white()
    {
        var bytes = Convert.FromBase64String(Foreign);

        var image = Png.Decode(bytes, "test");

        Assert.Equal([255, 0, 0, 127, 127, 255, 255, 10, 0, 128, 128, 127], image.Pixels);
        Assert.Equal("hello", Png.ReadText(bytes, "test")["Comment"]);
    }

    [Fact]
    public void Every_chunk_ends_with_the_checksum_of_its_name_and_content()
    {
        var text = new Dictionary<string, string> { ["seed"] = "7" };
        var bytes = Png.Encode(new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]), text);

        var names = new List<string>();
        for (var at = 8; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            var chunk = bytes.AsSpan(at + 4, 4 + length);
            names.Add(Encoding.ASCII.GetString(chunk[..4]));
            Assert.Equal(PngChecksum.Of(chunk), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 8 + length)));
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "iTXt", "IDAT", "IEND"], names);
        Assert.Equal("AE426082", Convert.ToHexString(bytes[^4..]));   // IEND's, as every PNG file has it
    }

    [Fact]
    public void Trailing_bytes_are_no_part_of_the_image()
    {
        byte[] bytes = [.. Png.Encode(RgbImage.Filled(1, 1, 9, 8, 7)), 1, 2, 3];

        Assert.Equal([9, 8, 7], Png.Decode(bytes, "test").Pixels);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_refused()
    {
        var bytes = Png.Encode(
            RgbImage.Filled(1, 1, 0, 0, 0), new Dictionary<string, string> { ["k"] = new string('x', 70_000) });

        Assert.Contains("65536", Assert.Throws<InvalidInputException>(() => Png.ReadText(bytes, "test")).Message);
    }

    [Theory]
    [InlineData(28, 84)]
    [InlineData(100, 100)]
    public void A_grid_shows_every_tile_at_its_place_and_small_ones_enlarged(int size, int shown)
    {
        var red = RgbImage.Filled(size, size, 255, 0, 0);

        var sheet = TileGrid.Draw([new GridRow("ADI", [red, red]), new GridRow("TUM", [red])], title: "t");

        Assert.Equal(
            3 * shown * shown,
            Enumerable.Range(0, sheet.Pixels.Length / 3)
                .Count(i => sheet.Pixels[i * 3] == 255 && sheet.Pixels[(i * 3) + 1] == 0));
    }

    [Theory]
    [InlineData(28, 84, 6)]
    [InlineData(224, 224, 18)]
    public void Letters_of_a_grid_grow_with_its_tiles(int size, int shown, int letter)
    {
        var sheet = TileGrid.Draw([new GridRow("ADI", [RgbImage.Filled(size, size, 255, 0, 0)])]);

        Assert.Equal((3 * letter) + shown + 8, sheet.Width);
    }
}
