using System.Globalization;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import.Duplicates;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>The result of an import, for people.</summary>
public sealed class ImportReport
{
    private const int MaxListed = 5;

    internal ImportReport(IReadOnlyList<SourceFile> files, DatasetDescription description, int size, string folder)
    {
        (Files, Description, Size, Folder) = (files, description, size, folder);
    }

    /// <summary>The classes.</summary>
    public DatasetDescription Description { get; }

    /// <summary>The tiles' side in pixels.</summary>
    public int Size { get; }

    /// <summary>The written folder.</summary>
    public string Folder { get; }

    /// <summary>The files that were left out, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped =>
        [.. Files.Where(file => file.Skipped is not null).Select(file => new SkippedFile(file.Id, file.Skipped!))];

    /// <summary>Whether the images' pixel size was known and the tiles' is not, since they were scaled differently.
    /// </summary>
    public bool LostPixelSize { get; init; }

    internal IReadOnlyList<SourceFile> Files { get; }

    private IEnumerable<SourceFile> Imported => Files.Where(file => file.Skipped is null);

    /// <summary>The summary: a few lines. <see cref="Skipped"/> lists the files that were left out.</summary>
    public IEnumerable<string> Lines()
    {
        var splits = FolderNames.Splits.Select(s => $"{s} {Number(Imported.Count(file => file.Split == s))}");
        var unit = Files.Any(file => file.Box is not null) ? "boxes" : "files";
        yield return $"imported: {Number(Imported.Count())} of {Number(Files.Count)} {unit} as tiles of {Size} px " +
            $"({string.Join(", ", splits)}) in {Description.Classes.Count} classes";
        yield return $"sizes: {Listed(Imported.CountBy(file => $"{file.Width}×{file.Height}"))}";
        var changes = Imported.SelectMany(file => file.Changes).CountBy(change => change).ToList();
        if (changes.Count > 0) yield return $"changed: {Listed(changes)}";
        if (LostPixelSize)
            yield return "note: the images were scaled differently, so the tiles have no one pixel size and no scale " +
                "bar";
        foreach (var line in Missing()) yield return line;
        foreach (var line in Twins()) yield return line;
        foreach (var split in FolderNames.Splits)
            if (Imported.Count(file => file.Split == split) * 3L * Size * Size > NpyHeader.MaxBytes)
                yield return $"note: {split} has more than {NpyHeader.MaxBytes >> 30} GiB of pixels, the limit of a " +
                    "split; use a smaller --size or fewer files";
    }

    private IEnumerable<string> Missing()
    {
        var there = Imported.Select(file => (file.Split, file.Class)).ToHashSet();
        foreach (var split in FolderNames.Splits)
        {
            var missing = Description.Codes.Where(code => !there.Contains((split, code))).ToList();
            if (missing.Count == Description.Classes.Count) yield return $"note: {split} is empty" +
                (split == "train" ? "" : $"; rounds need all three, --{split} 0.1 takes a tenth of train");
            else if (missing.Count > 0)
                yield return $"note: {split} has no images of {string.Join(", ", missing.Take(MaxListed))}" +
                    (missing.Count > MaxListed ? $" and {missing.Count - MaxListed} more" : "");
        }
    }

    private IEnumerable<string> Twins()
    {
        foreach (var kind in Imported.Where(file => file.Leaks).GroupBy(file => file.Twin!.Kind).OrderBy(g => g.Key))
            yield return $"leak: {Number(kind.Count())} × {Words(kind.Key)} another split, for instance " +
                $"{kind.First().Id} in {kind.First().Split}: {kind.First().Twin!.Text}";
        if (Imported.Any(file => file.Leaks))
            yield return "  --drop-leaks leaves them out of train, and images of test out of val";
        var copies = Imported.Where(file => file is { Twin: not null, Leaks: false }).ToList();
        if (copies.Count > 0)
            yield return $"copies: {Number(copies.Count)} × the same pixels twice in one split, for instance " +
                $"{copies[0].Id}: {copies[0].Twin!.Text}";
        var torn = Files.Where(f => f.Twin is { Kind: TwinKind.Pixels } twin && twin.Other.Class != f.Class).ToList();
        if (torn.Count > 0)
            yield return $"labels: {Number(torn.Count)} × the same pixels under two classes, for instance " +
                $"{torn[0].Id} ({torn[0].Class}) and {torn[0].Twin!.Other.Name} ({torn[0].Twin!.Other.Class})";
    }

    private static string Words(TwinKind kind) => kind switch
    {
        TwinKind.Pixels => "the same pixels as an image of",
        TwinKind.Look => "looks the same as an image of",
        _ => "of a group that is also in",
    };

    private static string Listed(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var all = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        return string.Join(", ", all.Take(MaxListed).Select(c => $"{c.Key} ({Number(c.Value)})")) +
            (all.Count > MaxListed ? $" and {all.Count - MaxListed} more" : "");
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
