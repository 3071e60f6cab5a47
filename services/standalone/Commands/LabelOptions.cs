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

    internal IReadOnlyList<Option> All => [_class, _manifest, _size];

    internal LabelledImagesOptions Read(ParseResult parsed, string source, DatasetDescription? description) => new()
    {
        Source = source,
        Class = parsed.GetValue(_class),
        Manifest = parsed.GetValue(_manifest),
        Size = parsed.GetValue(_size),
        Description = description,
    };
}
