using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import.Images;

namespace PathAlign.Import.Sources;

/// <summary>
/// A table that describes each file of the folder: file, class and, optionally, split, group, and a box. With boxes, a
/// file can have several rows, one for each object in the image.
/// </summary>
internal sealed class Manifest
{
    private const string File = "file|filename|file_name|image|path|image_id", Class = "class|label|cell_type|category";
    private static readonly string[] _box = ["xmin|left", "ymin|top", "xmax|right", "ymax|bottom"];

    private readonly Dictionary<string, List<SourceFile>> _rows = new(StringComparer.Ordinal);

    private Manifest()
    {
    }

    /// <exception cref="InvalidInputException">A row breaks a rule; the message names the first such row.</exception>
    internal static Manifest Read(string path, string root)
    {
        var manifest = new Manifest();
        foreach (var (place, fields) in Table.Read(path, [File, Class], ["split", "group", .. _box]))
        {
            InvalidInputException Fault(string rule) => new(path, place, rule);
            var name = Inside(fields[0]!, root)
                ?? throw Fault($"expected a file inside the folder, found '{fields[0]}'");
            if (fields[1] is "") throw Fault("expected a class, found none");
            var split = fields[2] is { } text
                ? FolderNames.SplitOf(text, StringComparison.OrdinalIgnoreCase)
                    ?? throw Fault($"expected the split train, val or test, found '{text}'")
                : null;
            var row = new SourceFile
            {
                Name = name,
                Class = fields[1],
                Split = split,
                Group = OrNull(fields[3]),
                Box = BoxOf(fields[4..], Fault),
            };
            if (!manifest._rows.TryGetValue(name, out var ofFile)) manifest._rows[name] = ofFile = [];
            else if (row.Box is null) throw Fault($"expected each file once, found '{name}' again");
            if (row.Box is { IsEmpty: true }) row = row.Skip("an empty box");
            else if (ofFile.Exists(other => other.Box == row.Box)) row = row.Skip("the same box again");
            ofFile.Add(row);
        }
        return manifest;
    }

    /// <summary>
    /// The folder's files with their rows of the manifest. Files without a row, and rows without a file, are left out.
    /// A name without a folder, or without an extension, also finds the only file of that name in any folder.
    /// </summary>
    internal IReadOnlyList<SourceFile> ApplyTo(IReadOnlyList<SourceFile> files)
    {
        var there = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var only = files
            .SelectMany(file => ShortNames(file.Name).Distinct().Select(name => (name, file.Name)))
            .GroupBy(e => e.name).Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.Single().Name, StringComparer.Ordinal);
        var rows = _rows.Values.SelectMany(row => row)
            .Select(
                row => there.Contains(row.Name)
                    ? row
                    : row with { Name = only.GetValueOrDefault(row.Name) ?? row.Name })
            .ToLookup(row => row.Name, StringComparer.Ordinal);
        return
        [
            .. files.SelectMany(file => rows.Contains(file.Name)
                ? rows[file.Name].Select(row => file.Skipped is { } reason ? row.Skip(reason) : row)
                : [file.Skip("not in the manifest")]),
            .. rows.Where(ofFile => !there.Contains(ofFile.Key))
                .OrderBy(ofFile => ofFile.Key, StringComparer.Ordinal)
                .SelectMany(ofFile => ofFile)
                .Select(row => row.Skip("in the manifest, but not in the folder")),
        ];
    }

    private static IEnumerable<string> ShortNames(string name)
    {
        yield return Path.GetFileName(name);
        if (!FolderNames.IsImportable(name)) yield break;
        yield return Path.ChangeExtension(name, null);
        yield return Path.GetFileNameWithoutExtension(name);
    }

    private static Box? BoxOf(string?[] edges, Func<string, InvalidInputException> fault)
    {
        if (edges.All(edge => edge is null or "")) return null;
        var numbers = edges.Select(
            edge => double.TryParse(edge, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and <= int.MaxValue
                    ? (int)number
                    : -1).ToList();
        return numbers.TrueForAll(number => number >= 0)
            ? new Box(numbers[0], numbers[1], numbers[2], numbers[3])
            : throw fault($"expected a box: xmin, ymin, xmax, ymax in pixels from 0, found {string.Join(", ", edges)}");
    }

    /// <summary>The path from the folder; null if it leads out of the folder.</summary>
    private static string? Inside(string text, string root)
    {
        var (path, folder) = (text.Replace('\\', '/'), $"{Path.GetFullPath(root).TrimEnd('/')}/");
        if (path.StartsWith(folder, StringComparison.Ordinal)) path = path[folder.Length..];
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        var leadsOut = path.StartsWith('/') || path.Contains(':') || parts.Contains("..") || path.Contains('\0');
        return leadsOut || parts.Length == 0 ? null : string.Join('/', parts);
    }

    private static string? OrNull(string? text) => text is "" ? null : text;
}
