using NetVips;
using PathAlign.Files;
using PathAlign.Imaging;

namespace PathAlign.Import.Images;

/// <summary>
/// Reads PNG, JPEG, TIFF and WebP with libvips: grey, palette, alpha (on white), CMYK, 8 and 16 bits. The loaders of
/// all other formats are blocked.
/// </summary>
internal static class ImageReader
{
    /// <summary>Maximum number of pixels to decode: 268 MB at 4 channels of 16 bits.</summary>
    internal const long MaxPixels = 1L << 25;

    /// <summary>What happens to a 16-bit image, for the table of an import.</summary>
    internal const string DeepChange = "16 bits reduced to 8";

    private const long MaxFileBytes = 1L << 28;

    static ImageReader()
    {
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (var format in new[] { "Png", "Jpeg", "Tiff", "Webp" })
            Operation.Block($"VipsForeignLoad{format}", false);
        NetVips.NetVips.Concurrency = 1;   // files are read in parallel, each by one thread
        Cache.Max = 0;
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });   // exceptions carry the errors
    }

    /// <summary>Reads only the header; no pixel is decoded.</summary>
    /// <exception cref="InvalidInputException">The file is not such an image, or breaks a rule.</exception>
    internal static ImageHeader ReadHeader(string path)
    {
        var bytes = new FileInfo(path).Length;
        if (bytes is 0 or > MaxFileBytes)
            throw Fault(path, $"expected 1 to {MaxFileBytes} bytes, found {bytes}");
        if (!IsKnown(path)) throw Fault(path, "expected PNG, JPEG, TIFF or WebP, found other content");
        return Guard(path, () =>
        {
            using var source = Source.NewFromFile(path);
            using var image = Image.NewFromSource(source, access: Enums.Access.Sequential);
            return Check(image, path);
        });
    }

    /// <summary>Decodes a whole image, so that any damage is detected, and returns its tile.</summary>
    /// <exception cref="InvalidInputException">The file is not such an image, or breaks a rule.</exception>
    internal static RgbImage Decode(byte[] bytes, Framing framing, Box? box, string path) => Guard(path, () =>
    {
        using var image = Image.NewFromBuffer(
            bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        Check(image, path);
        using var full = image.Format == Enums.BandFormat.Ushort && framing.Depth < Framing.AllBits
            ? image << (Framing.AllBits - framing.Depth)
            : image.Copy();
        using var colours = full.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = colours.HasAlpha() ? colours.Flatten(background: [255]) : colours.Copy();
        using var whole = opaque.CopyMemory();
        using var tile = framing.Apply(whole, box);
        return new RgbImage(tile.Width, tile.Height, tile.WriteToMemory<byte>());
    });

    /// <summary>The largest value of an image in any channel but alpha.</summary>
    /// <exception cref="InvalidInputException">The file is not such an image, or breaks a rule.</exception>
    internal static int LargestValue(string path) => Guard(path, () =>
    {
        using var image = Image.NewFromFile(path, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        Check(image, path);
        using var colours = image.HasAlpha() ? image.ExtractBand(0, n: image.Bands - 1) : image.Copy();
        return (int)colours.Max();
    });

    /// <summary>A square tile, reduced if its side is longer.</summary>
    internal static RgbImage Fit(RgbImage tile, int side)
    {
        if (tile.Width <= side) return tile;
        using var image = Image.NewFromMemory(tile.Pixels, tile.Width, tile.Height, 3, Enums.BandFormat.Uchar);
        using var colours = image.Copy(interpretation: Enums.Interpretation.Srgb);
        using var small = new Framing(Crop: null, side).Apply(colours, box: null);
        return new RgbImage(small.Width, small.Height, small.WriteToMemory<byte>());
    }

    private static bool IsKnown(string path)
    {
        Span<byte> start = stackalloc byte[12];
        using var file = File.OpenRead(path);
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8)
            || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8)
            || (start.StartsWith("RIFF"u8) && start.EndsWith("WEBP"u8));
    }

    private static ImageHeader Check(Image image, string path)
    {
        var (width, height) = (image.Width, image.Height);
        if ((long)width * height > MaxPixels)
            throw Fault(path, $"expected at most {MaxPixels} pixels, found {width}×{height}");
        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw Fault(path, $"expected 8 or 16 bits a channel, found the type {image.Format}");
        if (image.Bands > 4) throw Fault(path, $"expected 1 to 4 channels, found {image.Bands}");
        return new ImageHeader(width, height, [.. Changes(image)]);
    }

    private static IEnumerable<string> Changes(Image image)
    {
        if (image.Format == Enums.BandFormat.Ushort) yield return DeepChange;
        if (image.Interpretation == Enums.Interpretation.Cmyk) yield return "CMYK turned into RGB";
        if (image.HasAlpha()) yield return "alpha laid on white";
        if (image.Contains("n-pages") && image.Get("n-pages") is int pages and > 1)
            yield return "more than one page: the first is read";
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (VipsException)
        {
            // libvips has one error text for all threads: it may belong to another file, so it is not shown
            throw Fault(path, "expected a whole image, found one that is damaged, cut short or of an unsupported kind");
        }
    }

    private static InvalidInputException Fault(string path, string rule) => new(path, "image", rule);
}
