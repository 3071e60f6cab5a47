namespace PathAlign.Contracts.Manifests;

/// <summary>One rating. High always means plausible, of a pair that the right one is the more plausible.</summary>
public sealed record RatingEntry
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The image that was rated, or the pair.</summary>
    public required string ImageId { get; init; }

    /// <summary>Who rated.</summary>
    public required string Rater { get; init; }

    /// <summary>Whether the rater is a program.</summary>
    public required bool Simulated { get; init; }

    /// <summary>
    /// 0 implausible, 0.25 rather implausible, 0.5 unsure, 0.75 rather plausible, 1 plausible; of a pair, 0 for the
    /// left one as the more plausible to 1 for the right one.
    /// </summary>
    public required double Plausibility { get; init; }

    /// <summary>The criteria that were found wrong, by name, in order.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
