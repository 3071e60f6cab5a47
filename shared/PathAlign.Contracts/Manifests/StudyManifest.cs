namespace PathAlign.Contracts.Manifests;

/// <summary>The images of a study, as its author lists them.</summary>
public sealed record StudyManifest
{
    /// <summary>The maximum number of images of a study.</summary>
    public const int MostImages = 100_000;

    /// <summary>The images; raters see them in another order.</summary>
    public required IReadOnlyList<StudyImage> Images { get; init; }
}
