using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>
/// Images from elsewhere with their classes: a folder per class, an imported data set, a flat folder with one class, a
/// manifest, or a MedMNIST archive. Pixels are decoded one image at a time.
/// </summary>
public sealed class LabelledImages
{
    private readonly List<SkippedFile> _skipped;

    private LabelledImages(
        DatasetDescription description, IReadOnlyList<LabelledImage> images, int size, IEnumerable<SkippedFile> skipped)
    {
        (Description, Images, Size) = (description, images, size);
        _skipped = [.. skipped];
    }

    /// <summary>The classes.</summary>
    public DatasetDescription Description { get; }

    /// <summary>The images, ordered by name.</summary>
    public IReadOnlyList<LabelledImage> Images { get; }

    /// <summary>The tiles' side in pixels.</summary>
    public int Size { get; }

    /// <summary>How many bits the values of 16-bit images use; null if there are no such images.</summary>
    public int? Depth { get; private init; }

    /// <summary>The files that were left out so far, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped => _skipped;

    /// <summary>Finds the images and reads their headers.</summary>
    /// <exception cref="InvalidInputException">There are no images, or they differ in size, or their classes are
    /// unknown.</exception>
    public static LabelledImages Open(LabelledImagesOptions options, CancellationToken cancel)
    {
        InputRules.Check(options, "images");
        return Directory.Exists(options.Source) ? OfFolder(options, cancel) : OfArchive(options);
    }

    /// <summary>Decodes the images in order. Damaged ones are left out and listed as skipped.</summary>
    public IEnumerable<(LabelledImage Image, RgbImage Pixels)> Decoded()
    {
        foreach (var image in Images)
            if (Decoded(image) is { } pixels) yield return (image, pixels);
    }

    /// <summary>A smaller copy of a tile whose side is longer.</summary>
    public static RgbImage Fit(RgbImage tile, int side) => ImageReader.Fit(tile, side);

    private RgbImage? Decoded(LabelledImage image)
    {
        try
        {
            return image.Read();
        }
        catch (InvalidInputException error)
        {
            _skipped.Add(new SkippedFile(image.Name, error.Rule));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _skipped.Add(new SkippedFile(image.Name, "cannot be opened"));
        }
        return null;
    }

    private static LabelledImages OfArchive(LabelledImagesOptions options)
    {
        var data = MedMnist.Load(options.Source, options.Description);
        if (options.Size is { } size && size != data.Train.Size)
            throw new InvalidInputException(
                options.Source, "size", $"expected no --size, since an archive keeps its {data.Train.Size} px");
        if (options.Depth is not null)
            throw new InvalidInputException(
                options.Source, "depth", "expected no --depth, since an archive holds images of 8 bits");
        var images = from split in data.Splits
                     from i in Enumerable.Range(0, split.tiles.Count)
                     select new LabelledImage(
                         $"{split.name}/{i:d6}", split.tiles.Labels[i], () => split.tiles.Image(i));
        return new LabelledImages(data.Description, [.. images], data.Train.Size, []);
    }

    private static LabelledImages OfFolder(LabelledImagesOptions options, CancellationToken cancel)
    {
        var (root, framing) = (options.Source, new Framing(Crop: null, options.Size));
        var known = options.Description ?? DescriptionFile.Find(Path.Combine(root, DescriptionFile.InFolder));
        var headers = new FileHeaders(root, framing);
        var files = headers.Check(Classified(options, known), () => { }, cancel)
            .OrderBy(file => file.Id, StringComparer.Ordinal).ToList();
        var used = files.Where(file => file.Skipped is null).ToList();
        if (used.Count == 0) throw None(root, files);
        var size = headers.OneSize(used, "--size N scales all to N×N");
        var description = TilePixel.Of(known ?? Found(root, used), used, framing);
        var isDeep = used.Any(file => file.Changes.Contains(ImageReader.DeepChange));
        framing = framing with { Depth = BitDepth.Of(root, [.. used], options.Depth, _ => () => { }, cancel).depth };
        return new LabelledImages(
            description,
            [.. used.Select(file => new LabelledImage(file.Id, Label(root, description, file), () => Read(file)))],
            size,
            files.Where(file => file.Skipped is not null).Select(file => new SkippedFile(file.Id, file.Skipped!)))
        { Depth = isDeep ? framing.Depth : null };

        RgbImage Read(SourceFile file)
        {
            var path = Path.Combine(root, file.Name);
            return ImageReader.Decode(File.ReadAllBytes(path), framing, file.Box, path);
        }
    }

    private static IReadOnlyList<SourceFile> Classified(LabelledImagesOptions options, DatasetDescription? known)
    {
        if (options.Class is { } name)
            return [.. FolderWalk.Files(options.Source).Select(file => file with { Class = name })];
        var files = SourceFolder.Read(options.Source, options.Manifest, known);
        return known is null || options.Manifest is not null ? files : [.. files.Select(file => ByName(file, known))];
    }

    /// <summary>
    /// The class of a file in no folder, such as TUM-0001.png, if the description has the class that its name starts
    /// with.
    /// </summary>
    private static SourceFile ByName(SourceFile file, DatasetDescription known)
    {
        var isFlat = file.Class is null && FolderNames.IsImportable(file.Name) && !file.Name.Contains('/');
        return isFlat && !FolderNames.IsHidden(file.Name)
            && FolderNames.ClassAtStartOf(file.Name, known) is { } start && known.Find(start) is not null
            ? file with { Class = start, Skipped = null }
            : file;
    }

    private static DatasetDescription Found(string root, IEnumerable<SourceFile> files)
    {
        var codes = files.Select(file => file.Class!).Distinct().Order(StringComparer.Ordinal).ToList();
        return codes.SequenceEqual(DatasetDescription.Colorectal.Codes)
            ? DatasetDescription.Colorectal
            : InputRules.Check(DatasetDescription.Of(codes), root);
    }

    private static int Label(string root, DatasetDescription description, SourceFile file) =>
        description.Find(file.Class!)
            ?? throw new InvalidInputException(
                root,
                file.Name,
                $"expected one of the classes {string.Join(", ", description.Codes.Take(20))}, found '{file.Class}'");

    private static InvalidInputException None(string root, List<SourceFile> files) => new(
        root,
        "images",
        "expected PNG, JPEG, TIFF or WebP images in a folder per class, found none" +
            (files.Count == 0 ? "" : $"; left out {files.Count}, the first {files[0].Name}: {files[0].Skipped}") +
            "; --class NAME names the class of all images, --manifest FILE that of each");
}
