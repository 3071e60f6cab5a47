using PathAlign.Contracts.Datasets;

namespace PathAlign.Data;

/// <summary>Rules for the names of files and folders in a data set's folder.</summary>
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

    /// <summary>The allowed folder names of a split.</summary>
    public static IReadOnlyList<string> NamesOf(string split) => _splits.Single(s => s.split == split).names;

    /// <summary>The split of a folder name; null if no split has this name.</summary>
    public static string? SplitOf(string name, StringComparison comparison = StringComparison.Ordinal) =>
        _splits.FirstOrDefault(s => s.names.Any(n => n.Equals(name, comparison))).split;

    /// <summary>Whether an import reads files with this extension.</summary>
    public static bool IsImportable(string fileName) => _importable.Contains(Path.GetExtension(fileName));

    /// <summary>Whether a name belongs to a hidden file or a system file.</summary>
    public static bool IsHidden(string name) =>
        name.StartsWith('.') || name is "Thumbs.db" or "desktop.ini" or "__MACOSX";

    /// <summary>
    /// The class at the start of a file name, such as TUM in TUM-0001.png; null if that part has no letter, or if the
    /// name has no hyphen or underscore. Of known classes it is the longest that a hyphen or underscore follows, so
    /// that codes and names may contain both.
    /// </summary>
    public static string? ClassAtStartOf(string fileName, DatasetDescription? known = null)
    {
        var found = known?.Classes.SelectMany(c => (string[])[c.Code, c.Name])
            .Where(name => fileName.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && fileName.Length > name.Length && fileName[name.Length] is '-' or '_')
            .MaxBy(name => name.Length);
        if (found is not null) return found;
        var start = fileName.Split('-', '_')[0];
        return start.Any(char.IsLetter) && !start.Contains('.') ? start : null;
    }
}
