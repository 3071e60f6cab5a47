using PathAlign.Contracts.Datasets;
using PathAlign.Files;
using PathAlign.Imaging;

namespace PathAlign.Data;

/// <summary>
/// Reads PNG tiles from folders: <c>{train,val,test}/CLASS/*.png</c>, or files named CLASS-*.png. A description names
/// the classes; without one, classes are the names of the folders. Files that are not read are listed with the reason.
/// </summary>
public static class TileFolder
{
    private const string Import = "pathalign data import";

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="description">Its classes; null takes <c>dataset.json</c> in the folder, or the names of its
    /// folders.</param>
    /// <param name="progress">Told how many of how many files are read.</param>
    /// <exception cref="InvalidInputException">There are no tiles, a class is unknown, or tiles differ in
    /// size.</exception>
    public static TileDataset Load(
        string path, DatasetDescription? description = null, Action<int, int>? progress = null)
    {
        var skipped = new List<SkippedFile>();
        description ??= DescriptionFile.Find(Path.Combine(path, DescriptionFile.InFolder));
        var files = FolderNames.Splits.ToDictionary(
            s => s, s => Files(path, FolderNames.NamesOf(s), description, skipped));
        skipped.AddRange(Strays(path));
        if (files["train"].Count == 0)
            throw new InvalidInputException(
                path,
                "train",
                $"expected PNG tiles in train/CLASS/ or named CLASS-*.png, found none{First(skipped)}; " +
                    $"'{Import}' turns folders of other formats and layouts into such tiles");
        description ??= Named(files["train"], path);
        var (size, read, total) = (0, 0, files.Values.Sum(f => f.Count));
        var sets = files.ToDictionary(
            s => s.Key,
            s => Set(path, s.Value, description, ref size, skipped, () => progress?.Invoke(++read, total)));
        if (sets["train"].Count == 0)
            throw new InvalidInputException(path, "train", $"expected PNG tiles, found none{First(skipped)}");
        var (train, validation, test) = (sets["train"], sets["val"], sets["test"]);
        return new TileDataset(
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(path))} " +
                $"({train.Count}/{validation.Count}/{test.Count} tiles of {size} px)",
            description,
            train,
            validation,
            test,
            Synthetic: false)
        { Skipped = skipped };
    }

    /// <summary>Writes a data set as such folders, with its description.</summary>
    public static void Write(string path, TileDataset data)
    {
        foreach (var (split, tiles) in data.Splits)
            for (var i = 0; i < tiles.Count; i++)
                AtomicFile.Write(
                    Path.Combine(path, split, data.Description.Classes[tiles.Labels[i]].Code, $"{i:D5}.png"),
                    Png.Encode(tiles.Image(i)));
        DescriptionFile.Write(Path.Combine(path, DescriptionFile.InFolder), data.Description);
    }

    private sealed record TileFile(string Path, string ClassName);

    private static List<TileFile> Files(
        string root, IReadOnlyList<string> names, DatasetDescription? known, List<SkippedFile> skipped)
    {
        var found = new List<TileFile>();
        foreach (var folder in names.Select(name => Path.Combine(root, name)).Where(Directory.Exists))
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal))
            {
                if (Unread(Path.GetFileName(file)) is { } reason)
                    skipped.Add(new(Path.GetRelativePath(root, file), reason));
                else found.Add(new TileFile(file, ClassOf(file, folder, known)));
            }
        return found;
    }

    private static string? Unread(string name)
    {
        if (FolderNames.IsHidden(name)) return "a hidden file";
        if (name.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) return null;
        var extension = Path.GetExtension(name) is { Length: > 0 } found ? found : "no extension";
        return $"not a PNG, but {extension}" + (FolderNames.IsImportable(name) ? $" ('{Import}' reads it)" : "");
    }

    /// <summary>Folders that are not a split.</summary>
    private static IEnumerable<SkippedFile> Strays(string root) =>
        Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.') && FolderNames.SplitOf(name) is null)
            .Order(StringComparer.Ordinal)
            .Select(name => new SkippedFile(name, "a folder that is not train, val or test"));

    /// <summary>
    /// The first folder's name, as for an import; for a file directly in the split's folder, the class at the start of
    /// its name.
    /// </summary>
    private static string ClassOf(string file, string splitFolder, DatasetDescription? known)
    {
        var parts = Path.GetRelativePath(splitFolder, file).Split(Path.DirectorySeparatorChar);
        if (parts.Length > 1) return parts[0];
        return FolderNames.ClassAtStartOf(Path.GetFileName(file), known)
            ?? throw new InvalidInputException(
                file, "name", "expected a folder named after the class, or a file name such as CLASS-0001.png");
    }

    private static DatasetDescription Named(List<TileFile> train, string root)
    {
        var names = train.Select(f => f.ClassName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var description = DatasetDescription.Of(names);
        var known = DatasetDescription.Colorectal;
        return description.DifferenceFrom(known) is null
            ? known
            : InputRules.Check(description, root);
    }

    private static TileSet Set(
        string root,
        List<TileFile> files,
        DatasetDescription description,
        ref int size,
        List<SkippedFile> skipped,
        Action afterEach)
    {
        var labels = new List<int>(files.Count);
        TileSetWriter? tiles = null;
        foreach (var file in files)
        {
            var label = description.Find(file.ClassName)
                ?? throw new InvalidInputException(
                    file.Path,
                    "name",
                    $"expected one of the classes {string.Join(", ", description.Codes.Take(20))} as the folder or " +
                        $"the start of the name, found '{file.ClassName}'");
            var read = Read(root, file.Path, skipped);
            afterEach();
            if (read is not { } image) continue;
            if (size == 0) size = image.Width;
            if (image.Width != size || image.Height != size)
                throw new InvalidInputException(
                    file.Path,
                    "pixels",
                    $"expected {size}×{size} as in the first tile, found {image.Width}×{image.Height}");
            (tiles ??= new TileSetWriter(size, files.Count)).Add(image.Pixels);
            labels.Add(label);
        }
        return tiles?.ToSet([.. labels]) ?? new TileSet(size, [], []);
    }

    private static RgbImage? Read(string root, string path, List<SkippedFile> skipped)
    {
        try
        {
            return Png.Decode(File.ReadAllBytes(path), path);
        }
        catch (InvalidInputException error)
        {
            skipped.Add(new SkippedFile(Path.GetRelativePath(root, path), $"{error.Rule} ('{Import}' may read it)"));
            return null;
        }
    }

    private static string First(List<SkippedFile> skipped) =>
        skipped.Count == 0 ? "" : $"; left out {skipped.Count}, the first {skipped[0].Path}: {skipped[0].Reason}";
}
