using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Datasets;

/// <summary>A class of images; its label is its place in <see cref="DatasetDescription.Classes"/>.</summary>
public sealed record ImageClass
{
    /// <summary>
    /// Short name for files and tables: letters and digits of any script, dots, hyphens, underscores.
    /// </summary>
    [ClassCode]
    public required string Code { get; init; }

    /// <summary>Its name in words.</summary>
    [StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>The prompt for a text-to-image model; null if the name is enough.</summary>
    [StringLength(1000)]
    public string? Prompt { get; init; }
}
