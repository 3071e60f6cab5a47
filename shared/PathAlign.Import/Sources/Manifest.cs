using PathAlign.Data;
using PathAlign.Files;

namespace PathAlign.Import.Sources;

/// <summary>A table <c>file,class[,split][,group]</c> that describes each file of the folder.</summary>
internal sealed class Manifest
{
    private readonly Dictionary<string, SourceFile> _rows = new(StringComparer.Ordinal);

    private Manifest()
    {
    }

    /// <exception cref="InvalidInputException">A row breaks a rule; the message names the first such row.</exception>
    internal static Manifest Read(string path)
    {
        var manifest = new Manifest();
        foreach (var (place, fields) in Table.Read(path, ["file", "class"], "split", "group"))
        {
            InvalidInputException Fault(string rule) => new(path, place, rule);
            var name = Inside(fields[0]!) ?? throw Fault($"expected a file inside the folder, found '{fields[0]}'");
            if (fields[1] is "") throw Fault("expected a class, found none");
            var split = fields[2] is { } text
                ? FolderNames.SplitOf(text, StringComparison.OrdinalIgnoreCase)
                    ?? throw Fault($"expected the split train, val or test, found '{text}'")
                : null;
            var row = new SourceFile { Name = name, Class = fields[1], Split = split, Group = OrNull(fields[3]) };
            if (!manifest._rows.TryAdd(name, row)) throw Fault($"expected each file once, found '{name}' again");
        }
        return manifest;
    }

    /// <summary>
    /// The folder's files with their rows of the manifest. Files without a row, and rows without a file, are left out.
    /// </summary>
    internal IReadOnlyList<SourceFile> ApplyTo(IReadOnlyList<SourceFile> files)
    {
        var there = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. files.Select(file => _rows.TryGetValue(file.Name, out var row)
                ? row with { Skipped = file.Skipped }
                : file.Skip("not in the manifest")),
            .. _rows.Values.Where(row => !there.Contains(row.Name))
                .OrderBy(row => row.Name, StringComparer.Ordinal)
                .Select(row => row.Skip("in the manifest, but not in the folder")),
        ];
    }

    /// <summary>The path from the folder; null if it leads out of the folder.</summary>
    private static string? Inside(string text)
    {
        var path = text.Replace('\\', '/');
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        var leadsOut = path.StartsWith('/') || path.Contains(':') || parts.Contains("..") || path.Contains('\0');
        return leadsOut || parts.Length == 0 ? null : string.Join('/', parts);
    }

    private static string? OrNull(string? text) => text is "" ? null : text;
}
