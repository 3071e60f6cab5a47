namespace PathAlign.Contracts.Manifests;

/// <summary>A list of generated images, as stored in the object store.</summary>
public sealed record ImageManifest
{
    /// <summary>The round they were drawn for.</summary>
    public required string RoundId { get; init; }

    /// <summary>The images, in order of class and index.</summary>
    public required IReadOnlyList<ImageEntry> Images { get; init; }

    /// <summary>The yield of the filter, or of a reward model that chooses, per class.</summary>
    public IReadOnlyList<ClassYield> Yield { get; init; } = [];

    /// <summary>In an evaluation, the adapter that drew the arm after. Raters never see it.</summary>
    public string? AdapterKey { get; init; }
}
