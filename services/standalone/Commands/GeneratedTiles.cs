using System.Globalization;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Standalone.Commands;

/// <summary>Reads the tiles that <c>generate</c> wrote, with their requested class.</summary>
internal static class GeneratedTiles
{
    internal static TileSet Read(string folder, DatasetDescription dataset, int countPerClass)
    {
        string PathOf(string code, int i) =>
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{code}-{i:D5}.png"));
        var tiles =
            from label in dataset.Labels
            from i in Enumerable.Range(0, countPerClass)
            let path = PathOf(dataset.Classes[label].Code, i)
            select (label, image: Png.Decode(File.ReadAllBytes(path), path));
        var all = tiles.ToList();
        return TileSet.Of(all[0].image.Width, all);
    }
}
