namespace PathAlign.Contracts.Manifests;

/// <summary>One generated image.</summary>
public sealed record ImageEntry
{
    /// <summary>
    /// Its id: derived from the round, the purpose, the arm and its place, so that a repeat finds it again.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The PNG in the object store.</summary>
    public required string Key { get; init; }

    /// <summary>The class it was asked for, 0 to 8.</summary>
    public required int Label { get; init; }

    /// <summary>Where its noise came from.</summary>
    public required long Index { get; init; }

    /// <summary>before or after in an evaluation; null in training. Raters never see it.</summary>
    public string? Arm { get; init; }
}
