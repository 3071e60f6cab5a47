using System.Globalization;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>import.csv: a row for each file of the source, with its outcome.</summary>
internal static class ImportTable
{
    internal const string FileName = "import.csv";

    private static readonly string[] _head =
        ["file", "box", "outcome", "split", "class", "group", "width", "height", "sha256", "tile", "note"];

    internal static void Write(string path, IEnumerable<SourceFile> files) =>
        CsvFile.Write(path, files.Select(Row).Prepend(_head));

    private static string?[] Row(SourceFile file) =>
    [
        file.Name,
        file.Box?.ToString(),
        file.Skipped is null ? "imported" : "left out",
        file.Split,
        file.Class,
        file.Group,
        Number(file.Width),
        Number(file.Height),
        file.Sha256,
        file.Output,
        file.Skipped ?? string.Join("; ", file.Changes.Concat(file.Twin is { } twin ? [Note(file, twin.Text)] : [])),
    ];

    private static string Note(SourceFile file, string twin) => file.Leaks ? $"leak: {twin}" : twin;

    private static string? Number(int value) => value == 0 ? null : value.ToString(CultureInfo.InvariantCulture);
}
