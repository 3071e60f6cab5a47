using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Import.Duplicates;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;
using PathAlign.Import.Splits;

namespace PathAlign.Import;

/// <summary>
/// Turns a folder of images into a data set for every command and every round: PNG tiles in folders by split and class,
/// dataset.json, import.csv and preview.png. Memory holds a record of each file, but only the images that are currently
/// being read.
/// </summary>
public sealed class FolderImport
{
    private readonly ImportOptions _options;
    private readonly Action<ImportProgress> _report;
    private readonly Framing _framing;
    private readonly FileHeaders _headers;

    /// <param name="options">The input, the output and the settings.</param>
    /// <param name="report">Called after each file, from several threads.</param>
    public FolderImport(ImportOptions options, Action<ImportProgress> report)
    {
        (_options, _report) = (options, report);
        _framing = new Framing(options.Crop, options.Size);
        _headers = new FileHeaders(options.Folder, _framing);
    }

    /// <summary>Imports. A stopped run resumes: unchanged tiles are kept.</summary>
    /// <exception cref="InvalidInputException">The input cannot become a data set. Errors of single files are in the
    /// report instead.</exception>
    public ImportReport Run(CancellationToken cancel)
    {
        InputRules.Check(_options, "import");
        if (Path.GetExtension(_options.Out) is ".npz")
            throw new InvalidInputException(
                "--out",
                $"'{_options.Out}'",
                "expected a folder to write, found the name of an archive; --data takes the folder, and a round " +
                    "packs it itself");
        var known = _options.Description
            ?? DescriptionFile.Find(Path.Combine(_options.Folder, DescriptionFile.InFolder));
        var files = Split(Checked(Classified(known), cancel));
        var size = _headers.OneSize(files, "--size N scales all to N×N, --crop N cuts N×N out of the middle");
        var given = Described(files, known);
        var description = TilePixel.Of(given, files, _framing);
        if (_options.Stain is { } stain) description = description with { Stain = stain };
        (files, var depth) = BitDepth.Of(
            _options.Folder, files, _options.Depth, total => Counter("depth", total), cancel);
        var output = new OutputFolder(_options.Out);
        files = Written(files, output, _framing with { Depth = depth }, cancel);
        var imported = files.Where(file => file.Skipped is null).ToList();
        if (imported.Count == 0) throw None(files);
        description = WriteUnlessEdited(
            output.At(DescriptionFile.InFolder), description, given.MicrometresPerPixel is not null);
        ImportTable.Write(output.At(ImportTable.FileName), files);
        PreviewSheet.Write(output, imported, description.Codes);
        output.Finish(imported.Select(file => file.Output!).ToHashSet(StringComparer.Ordinal));
        var lostPixel = given.MicrometresPerPixel is not null && description.MicrometresPerPixel is null;
        return new ImportReport(files, description, size, _options.Out) { LostPixelSize = lostPixel };
    }

    // 1. Class, split and group of each file, from the layout, the manifest, the class map and the pattern.
    private IReadOnlyList<SourceFile> Classified(DatasetDescription? known)
    {
        var files = SourceFolder.Read(_options.Folder, _options.Manifest, known);
        if (_options.ClassMap is { } path)
        {
            var map = ClassMap.Read(path);
            files = [.. files.Select(map.Apply)];
        }
        if (_options.Group is { } pattern)
        {
            var group = new GroupPattern(pattern);
            files = [.. files.Select(group.Apply)];
        }
        return files;
    }

    // 2. Headers: files that are not images, too large or too small are left out before any pixel is decoded.
    private SourceFile[] Checked(IReadOnlyList<SourceFile> files, CancellationToken cancel)
    {
        var found = _headers.Check(files, Counter("check", files.Count), cancel);
        return found.Any(file => file.Skipped is null) ? found : throw None(found);
    }

    // 3. Splits: from the source, else drawn from the seed.
    private SourceFile[] Split(SourceFile[] files)
    {
        var used = Enumerable.Range(0, files.Length).Where(i => files[i].Skipped is null).ToList();
        var named = used.Select(i => files[i].Split).OfType<string>().ToHashSet();
        foreach (var (split, share) in new[] { ("val", _options.Validation), ("test", _options.Test) })
            if (share is not null && named.Contains(split))
                throw new InvalidInputException(
                    _options.Folder, "splits", $"expected no --{split} where the source has the split {split}");
        var shares = named.Count == 0
            ? new SplitShares(
                _options.Validation ?? ImportOptions.DefaultValidation, _options.Test ?? ImportOptions.DefaultTest)
            : new SplitShares(_options.Validation ?? 0, _options.Test ?? 0);   // what the source lacks, from train
        if (named.Count > 0 && shares.All.Count == 1) return files;
        if (named.Count > 0) used = [.. used.Where(i => files[i].Split == "train")];
        if (used.Count == 0)
            throw new InvalidInputException(
                _options.Folder, "splits", "expected images of train to take val or test from, found none");
        var items = used.Select(i => new GroupedItem(files[i].Class!, files[i].Group ?? $"\0{files[i].Name}")).ToList();
        foreach (var (i, split) in used.Zip(GroupSplit.Assign(items, shares, _options.Seed)))
            files[i] = files[i] with { Split = split };
        return files;
    }

    // What a person edited after an earlier import stays, but for what an option or the source's scale says.
    private DatasetDescription WriteUnlessEdited(string path, DatasetDescription description, bool hasScale)
    {
        if (_options.Description is null && DescriptionFile.Find(path) is { } earlier
            && earlier.Codes.SequenceEqual(description.Codes))
        {
            if (hasScale) earlier = earlier with { MicrometresPerPixel = description.MicrometresPerPixel };
            description = _options.Stain is { } stain ? Restained(earlier, stain) : earlier;
        }
        DescriptionFile.Write(path, description);
        return description;
    }

    private static DatasetDescription Restained(DatasetDescription earlier, string stain) => new()
    {
        Classes = earlier.Classes,
        Stain = stain,
        MicrometresPerPixel = earlier.MicrometresPerPixel,
        Criteria = earlier.Criteria.SequenceEqual(RatingCriteria.For(earlier.Stain))
            ? RatingCriteria.For(stain)
            : earlier.Criteria,
    };

    private DatasetDescription Described(SourceFile[] files, DatasetDescription? known)
    {
        var codes = files.Where(file => file.Skipped is null).Select(file => file.Class!).Distinct()
            .Order(StringComparer.Ordinal).ToList();
        if (known is null && codes.SequenceEqual(DatasetDescription.Colorectal.Codes))
            return DatasetDescription.Colorectal;
        if (known is null) return InputRules.Check(DatasetDescription.Of(codes), _options.Folder);
        var unknown = codes.Find(code => known.LabelOf(code) is null);
        return unknown is null
            ? known
            : throw new InvalidInputException(
                _options.Folder,
                "classes",
                $"expected one of {string.Join(", ", known.Codes.Take(20))}, found '{unknown}'; --class-map renames " +
                    "classes");
    }

    // 4. Tiles: test first, so that train is compared with the tiles that it must not contain.
    private SourceFile[] Written(
        SourceFile[] files, OutputFolder output, Framing framing, CancellationToken cancel)
    {
        var writer = new TileWriter(_options.Folder, output, framing, _options.DropLeaks);
        var seen = new SeenTiles();
        var done = Counter("import", files.Count(file => file.Skipped is null));
        var written = files.Where(file => file.Skipped is not null).ToList();
        foreach (var split in FolderNames.Splits.Reverse())
        {
            var ofSplit = files.Where(file => file.Skipped is null && file.Split == split).ToList();
            var tiles = EachFile.Select(ofSplit, file => writer.Write(file, seen), done, cancel);
            written.AddRange(tiles.Select(tile => Remembered(tile.file, tile.seen, seen)));
        }
        return [.. written.OrderBy(file => file.Id, StringComparer.Ordinal)];
    }

    private static SourceFile Remembered(SourceFile file, Seen? tile, SeenTiles seen)
    {
        if (tile is null) return file;
        if (file.Twin is null && seen.SamePixels(tile) is { } copy)
            file = file with { Twin = new Twin(TwinKind.Pixels, copy) };
        seen.Add(tile);
        return file;
    }

    private Action Counter(string stage, int total)
    {
        var done = 0;
        return () => _report(new ImportProgress(stage, Interlocked.Increment(ref done), total));
    }

    private InvalidInputException None(IReadOnlyList<SourceFile> files) => new(
        _options.Folder,
        "images",
        "expected at least one image in a folder per class, found none" +
            (files.Count == 0 ? "" : $"; left out {files.Count}, the first {files[0].Name}: {files[0].Skipped}"));
}
