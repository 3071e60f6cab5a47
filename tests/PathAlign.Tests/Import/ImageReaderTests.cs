using System.Buffers.Binary;
using NetVips;
using PathAlign.Files;
using PathAlign.Import.Images;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Import;

/// <summary>
/// Every kind of file that people have becomes the same 8-bit RGB pixels, or is refused in a sentence.
/// </summary>
public sealed class ImageReaderTests : IDisposable
{
    private static readonly Framing _whole = new(Crop: null, Size: null);
    private readonly TemporaryFolder _folder = new();
    private readonly Image _image = Pictures.Spots(1);

    public static TheoryData<string> Lossless => [.. LosslessFiles.Keys];

    private static Dictionary<string, Func<Image, byte[]>> LosslessFiles { get; } = new()
    {
        ["PNG"] = image => image.PngsaveBuffer(),
        ["interlaced PNG"] = image => image.PngsaveBuffer(interlace: true),
        ["WebP"] = image => image.WebpsaveBuffer(lossless: true),
        ["TIFF, raw"] = image => image.TiffsaveBuffer(),
        ["TIFF, LZW"] = image => image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
        ["TIFF, deflate with predictor"] = image => image.TiffsaveBuffer(
            compression: Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal),
        ["TIFF, PackBits"] = image => image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Packbits),
        ["TIFF, tiled"] = image => image.TiffsaveBuffer(tile: true, tileWidth: 16, tileHeight: 16),
        ["TIFF, planar"] = Pictures.PlanarTiff,
        ["BigTIFF"] = image => image.TiffsaveBuffer(bigtiff: true),
        ["TIFF, 16 bits"] = image => Deep(image).TiffsaveBuffer(),
        ["PNG, 16 bits"] = image => Deep(image).PngsaveBuffer(),
        ["PNG, opaque alpha"] = image => image.Bandjoin(255).PngsaveBuffer(),
    };

    public void Dispose()
    {
        _image.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Lossless))]
    public void A_lossless_file_gives_its_pixels(string kind)
    {
        var bytes = LosslessFiles[kind](_image);

        var header = ImageReader.ReadHeader(_folder.Write("image", bytes));
        var read = ImageReader.Decode(bytes, _whole, null, "image");

        Assert.Equal((Pictures.Side, Pictures.Side), (header.Width, header.Height));
        Assert.Equal(Pictures.Pixels(_image), read.Pixels);
    }

    [Fact]
    public void A_lossy_file_gives_nearly_its_pixels()
    {
        foreach (var bytes in new[]
        {
            _image.JpegsaveBuffer(q: 95),
            _image.WebpsaveBuffer(q: 95),
            _image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg, q: 95),
        })
            Assert.InRange(Difference(_image, bytes), 0, 6);
    }

    [Fact]
    public void Cmyk_becomes_rgb()
    {
        using var cmyk = _image.Colourspace(Enums.Interpretation.Cmyk);

        var bytes = cmyk.JpegsaveBuffer(q: 100);

        Assert.Equal(["CMYK turned into RGB"], ImageReader.ReadHeader(_folder.Write("c.jpg", bytes)).Changes);
        Assert.InRange(Difference(_image, bytes), 0, 40);   // print inks reach fewer colours
    }

    [Fact]
    public void Grey_becomes_three_equal_channels()
    {
        using var grey = _image.Colourspace(Enums.Interpretation.Bw);

        var read = ImageReader.Decode(grey.PngsaveBuffer(), _whole, null, "grey");

        Assert.Equal(Pictures.Pixels(grey).SelectMany(value => new[] { value, value, value }), read.Pixels);
    }

    [Fact]
    public void A_palette_is_looked_up()
    {
        var bytes = _image.PngsaveBuffer(palette: true);
        Assert.Equal(3, bytes[25]);   // colour type

        Assert.InRange(Difference(_image, bytes), 0, 8);
    }

    [Fact]
    public void What_is_transparent_is_white()
    {
        var bytes = _image.Bandjoin(0).PngsaveBuffer();

        Assert.All(ImageReader.Decode(bytes, _whole, null, "clear").Pixels, value => Assert.Equal(255, value));
        Assert.Equal(["alpha laid on white"], ImageReader.ReadHeader(_folder.Write("a.png", bytes)).Changes);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".tif")]
    [InlineData(".webp")]
    public void A_file_that_is_cut_short_is_refused(string extension)
    {
        var bytes = _image.WriteToBuffer(extension);

        foreach (var kept in new[] { bytes.Length / 10, bytes.Length / 2, bytes.Length * 9 / 10 })
            Assert.Throws<InvalidInputException>(() => ImageReader.Decode(bytes[..kept], _whole, null, "cut"));
    }

    [Fact]
    public void A_decompression_bomb_is_refused_by_its_header()
    {
        var bytes = _image.PngsaveBuffer();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), PngChecksum.Of(bytes.AsSpan(12, 17)));

        var error = Assert.Throws<InvalidInputException>(
            () => ImageReader.ReadHeader(_folder.Write("bomb.png", bytes)));

        Assert.Contains($"at most {ImageReader.MaxPixels} pixels, found 30000×30000", error.Rule);
    }

    [Fact]
    public void Numbers_that_are_no_colours_are_refused()
    {
        using var floats = _image.Cast(Enums.BandFormat.Float);
        using var five = _image.Bandjoin(_image[0], _image[1]);

        Assert.Contains("8 or 16 bits", Refusal(floats.TiffsaveBuffer()));
        Assert.Contains("1 to 4 channels", Refusal(five.TiffsaveBuffer()));
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>")]
    [InlineData("GIF89a")]
    [InlineData("hello")]
    [InlineData("")]
    public void Other_formats_are_refused(string text) => Refusal(System.Text.Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_crop_is_the_middle_at_the_same_scale()
    {
        var bytes = Pictures.Spots(2, 60, 54).PngsaveBuffer();
        using var middle = Image.NewFromBuffer(bytes).Crop(14, 11, 32, 32);

        Assert.Equal(Pictures.Pixels(middle), ImageReader.Decode(bytes, new Framing(32, null), null, "x").Pixels);
    }

    [Theory]
    [InlineData(60, 54, 28)]
    [InlineData(31, 90, 28)]
    [InlineData(20, 20, 64)]
    public void A_size_is_reached_from_any_shape(int width, int height, int size)
    {
        var bytes = Pictures.Spots(3, width, height).PngsaveBuffer();

        var tile = ImageReader.Decode(bytes, new Framing(null, size), null, "x");

        Assert.Equal((size, size, size * size * 3), (tile.Width, tile.Height, tile.Pixels.Length));
    }

    private string Refusal(byte[] bytes) =>
        Assert.Throws<InvalidInputException>(() => ImageReader.ReadHeader(_folder.Write("odd", bytes))).Rule;

    private static Image Deep(Image image) =>
        image.Cast(Enums.BandFormat.Ushort).Linear([257], [0]).Cast(Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);

    private static double Difference(Image image, byte[] bytes) =>
        Pictures.Pixels(image)
            .Zip(ImageReader.Decode(bytes, _whole, null, "x").Pixels, (a, b) => Math.Abs(a - b))
            .Average();
}
