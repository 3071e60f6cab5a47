namespace PathAlign.Data;

/// <summary>What the names of folders and files say in a folder of images.</summary>
public static class FolderNames
{
    private static readonly (string split, string[] names)[] _splits =
        [("train", ["train"]), ("val", ["val", "valid", "validation"]), ("test", ["test"])];

    private static readonly HashSet<string> _importable = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp",
    };

    /// <summary>The splits: train, val, test.</summary>
    public static IEnumerable<string> Splits => _splits.Select(s => s.split);

    /// <summary>The names that the folder of a split may have.</summary>
    public static IReadOnlyList<string> NamesOf(string split) => _splits.Single(s => s.split == split).names;

    /// <summary>The split that a name stands for; null for another name.</summary>
    public static string? SplitOf(string name, StringComparison comparison = StringComparison.Ordinal) =>
        _splits.FirstOrDefault(s => s.names.Any(n => n.Equals(name, comparison))).split;

    /// <summary>Whether the ending of a file's name is of an image that an import reads.</summary>
    public static bool IsImportable(string fileName) => _importable.Contains(Path.GetExtension(fileName));

    /// <summary>Whether a name is of what systems put beside the files of people.</summary>
    public static bool IsHidden(string name) =>
        name.StartsWith('.') || name is "Thumbs.db" or "desktop.ini" or "__MACOSX";

    /// <summary>
    /// The class at the start of a file's name, as in TUM-0001.png; null where the name starts with a number or has no
    /// hyphen or underscore.
    /// </summary>
    public static string? ClassAtStartOf(string fileName)
    {
        var start = fileName.Split('-', '_')[0];
        return start.Any(char.IsLetter) && !start.Contains('.') ? start : null;
    }
}
