using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Manifests;

/// <summary>One image of a study.</summary>
public sealed record StudyImage
{
    /// <summary>The PNG in the object store.</summary>
    public required string Key { get; init; }

    /// <summary>The code of the class that it should show.</summary>
    public required string Class { get; init; }

    /// <summary>The name of its file, for operators and exports. Raters never see it.</summary>
    [StringLength(1000)]
    public string? Name { get; init; }
}
