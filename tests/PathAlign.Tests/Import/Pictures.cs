using NetVips;

namespace PathAlign.Tests.Import;

/// <summary>Images for tests of the import: soft coloured spots, other ones for each seed.</summary>
internal static class Pictures
{
    internal const int Side = 48;

    internal static Image Spots(int seed, int width = Side, int height = Side)
    {
        var random = new Random(seed);
        var coarse = new byte[6 * 6 * 3];
        random.NextBytes(coarse);
        using var small = Image.NewFromMemory(coarse, 6, 6, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        using var large = small.Resize(width / 6.0, vscale: height / 6.0, kernel: Enums.Kernel.Linear);
        return large.CopyMemory();
    }

    internal static byte[] Pixels(Image image) => image.WriteToMemory<byte>();

    /// <summary>Writes an image in the format that the name's ending says.</summary>
    internal static void Save(Image image, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        image.WriteToFile(path);
    }

    /// <summary>
    /// An uncompressed TIFF with each colour in a plane of its own, which libvips reads and does not write.
    /// </summary>
    internal static byte[] PlanarTiff(Image image)
    {
        var (width, height, pixels) = (image.Width, image.Height, Pixels(image));
        const int Entries = 10;
        const int Bits = 8 + 2 + (Entries * 12) + 4;
        const int Offsets = Bits + 6;
        const int Counts = Offsets + 12;
        const int Data = Counts + 12;
        using var stream = new MemoryStream();
        using var write = new BinaryWriter(stream);
        void Entry(ushort tag, ushort type, int count, int value)
        {
            write.Write(tag);
            write.Write(type);
            write.Write(count);
            write.Write(value);
        }
        write.Write("II*\0"u8);
        write.Write(8);
        write.Write((ushort)Entries);
        Entry(256, 4, 1, width);
        Entry(257, 4, 1, height);
        Entry(258, 3, 3, Bits);
        Entry(259, 3, 1, 1);
        Entry(262, 3, 1, 2);
        Entry(273, 4, 3, Offsets);
        Entry(277, 3, 1, 3);
        Entry(278, 4, 1, height);
        Entry(279, 4, 3, Counts);
        Entry(284, 3, 1, 2);
        write.Write(0);
        for (var plane = 0; plane < 3; plane++) write.Write((ushort)8);
        for (var plane = 0; plane < 3; plane++) write.Write(Data + (plane * width * height));
        for (var plane = 0; plane < 3; plane++) write.Write(width * height);
        for (var plane = 0; plane < 3; plane++)
            for (var i = plane; i < pixels.Length; i += 3) write.Write(pixels[i]);
        return stream.ToArray();
    }
}
