using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>preview.png: the first training tiles of each class, read from the written files.</summary>
internal static class PreviewSheet
{
    internal const string FileName = "preview.png";

    private const int PerClass = 8;
    private const int MaxClasses = 40;
    private const int Side = 96;

    internal static void Write(OutputFolder output, IReadOnlyList<SourceFile> imported, IEnumerable<string> codes)
    {
        var tiles = imported.Where(file => file.Split == "train").ToLookup(file => file.Class);
        var rows = codes.Take(MaxClasses)
            .Select(code => new GridRow(code, [.. tiles[code].Take(PerClass).Select(file => Small(output, file))]))
            .ToList();
        if (rows.Any(row => row.Tiles.Count > 0))
            AtomicFile.Write(output.At(FileName), Png.Encode(TileGrid.Draw(rows)));
    }

    private static RgbImage Small(OutputFolder output, SourceFile file)
    {
        var path = output.At(file.Output!);
        var tile = Png.Decode(File.ReadAllBytes(path), path);
        return Images.ImageReader.Fit(tile, Side);
    }
}
