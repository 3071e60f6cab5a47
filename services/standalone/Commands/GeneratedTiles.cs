using System.Globalization;
using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Standalone.Commands;

/// <summary>Tiles that <c>generate</c> wrote, read back with the class that was asked for.</summary>
internal static class GeneratedTiles
{
    internal static TileSet Read(string folder, int countPerClass)
    {
        var tiles = TissueClasses.All.SelectMany(
            c =>
                Enumerable.Range(0, countPerClass).Select(
                    i =>
                        (
                            c.Label,
                            path: Path.Combine(
                                folder, string.Create(CultureInfo.InvariantCulture, $"{c.Code}-{i:D5}.png")))))
            .Select(t => (t.Label, Png.Decode(File.ReadAllBytes(t.path), t.path))).ToList();
        return TileSet.Of(tiles[0].Item2.Width, tiles);
    }
}
