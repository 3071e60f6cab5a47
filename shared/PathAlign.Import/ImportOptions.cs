using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;

namespace PathAlign.Import;

/// <summary>Input, output and settings of an import.</summary>
public sealed record ImportOptions : IValidatableObject
{
    /// <summary>The default share of val.</summary>
    public const double DefaultValidation = 0.1;

    /// <summary>The default share of test.</summary>
    public const double DefaultTest = 0.2;

    private const int MaxCrop = 1 << 15;

    /// <summary>The folder to read.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder to write.</summary>
    public required string Out { get; init; }

    /// <summary>A table <c>file,class[,split][,group]</c>; null reads class and split from the folders.</summary>
    public string? Manifest { get; init; }

    /// <summary>A table <c>source,class</c>; null keeps the source's classes.</summary>
    public string? ClassMap { get; init; }

    /// <summary>The tiles' side in pixels; null keeps the images' size, which must then be the same for all.</summary>
    [Range(TileSet.LeastSize, TileSet.MostSize)]
    public int? Size { get; init; }

    /// <summary>
    /// The side of the square that is cut out of the middle, or around the middle of a box, before scaling; null for
    /// the whole image or the box.
    /// </summary>
    [Range(TileSet.LeastSize, MaxCrop)]
    public int? Crop { get; init; }

    /// <summary>
    /// How many bits the values of 16-bit images use, counted from the lowest; null finds it from the largest value of
    /// all images, so that the same image may look brighter in another folder.
    /// </summary>
    [Range(8, 16)]
    public int? Depth { get; init; }

    /// <summary>A regular expression that finds the group of a file in its path; null for no groups.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// The share of val; null is 0.1 if the source has no splits, else 0. If it has splits, it is taken from train and
    /// only if the source lacks val.
    /// </summary>
    [Range(0.0, 0.9)]
    public double? Validation { get; init; }

    /// <summary>The share of test; null is 0.2 if the source has no splits, else 0. As for val.</summary>
    [Range(0.0, 0.9)]
    public double? Test { get; init; }

    /// <summary>The seed of the split.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether images of test are left out of val and train, and images of val out of train.</summary>
    public bool DropLeaks { get; init; }

    /// <summary>The classes; null for those of the folder's dataset.json, or else the classes found.</summary>
    public DatasetDescription? Description { get; init; }

    /// <summary>How the specimens are stained; null keeps what the description says.</summary>
    [StringLength(100)]
    public string? Stain { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Validation ?? DefaultValidation) + (Test ?? DefaultTest) is >= 1 and var sum)
            yield return new($"expected a share of val and test below 1 together, found {sum}", [nameof(Validation)]);
        var (from, to) = (Slashed(Folder), Slashed(Out));
        if (from.StartsWith(to, StringComparison.Ordinal) || to.StartsWith(from, StringComparison.Ordinal))
            yield return new("expected a folder outside the one that is read", [nameof(Out)]);
    }

    private static string Slashed(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + "/";
}
