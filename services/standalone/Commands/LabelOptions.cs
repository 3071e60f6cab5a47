using System.CommandLine;
using PathAlign.Contracts.Datasets;
using PathAlign.Import;

namespace PathAlign.Standalone.Commands;

/// <summary>How the classes and the size of images from elsewhere are known.</summary>
internal sealed class LabelOptions
{
    private readonly Option<string?> _class = new("--class")
    {
        Description = "The class of all images in the folder; default: the folder per class, or the description's " +
            "class that a file's name starts with, such as TUM-0001.png",
    };

    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = "A table with the columns file and class, for images in any folder",
    };

    private readonly Option<int?> _size = new("--size")
    {
        Description = "Scale the images to N×N px (8 to 1024); by default they keep their size, which must be the " +
            "same for all",
    };

    private readonly Option<int?> _depth = DepthOption();

    internal IReadOnlyList<Option> All => [_class, _manifest, _size, _depth];

    internal LabelledImagesOptions Read(ParseResult parsed, string source, DatasetDescription? description) => new()
    {
        Source = source,
        Class = parsed.GetValue(_class),
        Manifest = parsed.GetValue(_manifest),
        Size = parsed.GetValue(_size),
        Depth = parsed.GetValue(_depth),
        Description = description,
    };

    internal static Option<int?> DepthOption() => new("--depth")
    {
        Description = "How many bits the values of 16-bit images use (8 to 16). By default the largest value of all " +
            "images decides, so the same image may come out brighter in another folder",
    };

    /// <summary>
    /// How many bits 16-bit images were found to use; null if there are none, or if the user said it.
    /// </summary>
    internal string? DepthLine(ParseResult parsed, LabelledImages images) =>
        images.Depth is not { } depth || parsed.GetValue(_depth) is not null
            ? null
            : $"16-bit images: the largest value needs {depth} bits; to compare with other folders, give --depth " +
                $"{depth} with all";
}
