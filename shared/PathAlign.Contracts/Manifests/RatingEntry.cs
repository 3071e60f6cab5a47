namespace PathAlign.Contracts.Manifests;

/// <summary>One rating. High means plausible; for a pair, that the right image is more plausible.</summary>
public sealed record RatingEntry
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The image that was rated, or the pair.</summary>
    public required string ImageId { get; init; }

    /// <summary>The rater.</summary>
    public required string Rater { get; init; }

    /// <summary>Whether the rater is a program.</summary>
    public required bool Simulated { get; init; }

    /// <summary>
    /// 0 implausible, 0.25 rather implausible, 0.5 unsure, 0.75 rather plausible, 1 plausible. For a pair: from 0 (left
    /// is more plausible) to 1 (right is more plausible).
    /// </summary>
    public required double Plausibility { get; init; }

    /// <summary>The names of the criteria that the rater marked as wrong, in order.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
