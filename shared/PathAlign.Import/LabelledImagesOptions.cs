using System.ComponentModel.DataAnnotations;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;

namespace PathAlign.Import;

/// <summary>Which images from elsewhere to read, and how their classes are known.</summary>
public sealed record LabelledImagesOptions : IValidatableObject
{
    /// <summary>A folder of images, or a MedMNIST archive.</summary>
    public required string Source { get; init; }

    /// <summary>The class of all images; null if the folders or the manifest tell it.</summary>
    public string? Class { get; init; }

    /// <summary>A table <c>file,class</c>; null if the folders tell the class.</summary>
    public string? Manifest { get; init; }

    /// <summary>The tiles' side in pixels; null keeps the images' size, which must then be the same for all.</summary>
    [Range(TileSet.LeastSize, TileSet.MostSize)]
    public int? Size { get; init; }

    /// <summary>
    /// How many bits the values of 16-bit images use, counted from the lowest; null finds it from the largest value of
    /// all images, so that the same image may look brighter in another folder.
    /// </summary>
    [Range(8, 16)]
    public int? Depth { get; init; }

    /// <summary>The classes; null for the description beside the images, or else the classes found.</summary>
    public DatasetDescription? Description { get; init; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Class is not null && Manifest is not null)
            yield return new("expected a class for all images or a manifest, found both", [nameof(Class)]);
        if (!Directory.Exists(Source) && (Class ?? Manifest) is not null)
            yield return new(
                $"expected a folder of images beside --class or --manifest, found '{Source}'", [nameof(Source)]);
    }
}
