using PathAlign.Files;
using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>
/// Reads PNG tiles from folders: <c>{train,val,test}/CODE/*.png</c>, or files whose name starts with the code.
/// </summary>
public static class TileFolder
{
    private static readonly (string split, string[] names)[] Splits =
    [
        ("train", ["train"]),
        ("val", ["val", "validation"]),
        ("test", ["test"]),
    ];

    /// <exception cref="InvalidInputException">No tiles, an unknown class, or tiles of different sizes.</exception>
    public static TileDataset Load(string path)
    {
        var found = Splits.ToDictionary(
            s => s.split,
            s =>
                s.names.Select(n => Path.Combine(path, n))
                    .Where(Directory.Exists)
                    .SelectMany(folder => Tiles(folder))
                    .ToList());
        if (found["train"].Count == 0)
            throw new InvalidInputException(
                path, "train", "expected PNG tiles in train/CODE/ or named CODE-*.png, found none");
        var size = found["train"][0].image.Width;
        TileSet Set(string split)
        {
            foreach (var (file, _, image) in found[split])
                if (image.Width != size || image.Height != size)
                    throw new InvalidInputException(
                        file,
                        "pixels",
                        $"expected {size}×{size} as the first tile has, found {image.Width}×{image.Height}");
            return TileSet.Of(size, [.. found[split].Select(t => (t.label, t.image))]);
        }
        var (train, validation, test) = (Set("train"), Set("val"), Set("test"));
        return new TileDataset(
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))} " +
                $"({train.Count}/{validation.Count}/{test.Count} tiles of {size} px)",
            train,
            validation,
            test,
            Synthetic: false);
    }

    /// <summary>Writes a data set as such folders.</summary>
    public static void Write(string path, TileDataset data)
    {
        foreach (var (split, tiles) in data.Splits)
            for (var i = 0; i < tiles.Count; i++)
                AtomicFile.Write(
                    Path.Combine(path, split, TissueClasses.All[tiles.Labels[i]].Code, $"{i:D5}.png"),
                    Png.Encode(tiles.Image(i)));
    }

    private static IEnumerable<(string file, int label, RgbImage image)> Tiles(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
        let parent = Path.GetFileName(Path.GetDirectoryName(file)!)
        let found = TissueClasses.Find(parent) ?? TissueClasses.Find(Path.GetFileName(file).Split('-', '_')[0])
            ?? throw new InvalidInputException(
                file,
                "name",
                $"expected a class code ({string.Join(", ", TissueClasses.All.Select(c => c.Code))}) as the folder " +
                    $"or the start of the name")
        select (file, found.Label, Png.Decode(File.ReadAllBytes(file), file));
}
