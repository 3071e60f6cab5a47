namespace PathAlign.Contracts.Manifests;

/// <summary>One rating. High always means plausible.</summary>
public sealed record RatingEntry
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The image that was rated.</summary>
    public required string ImageId { get; init; }

    /// <summary>Who rated.</summary>
    public required string Rater { get; init; }

    /// <summary>Whether the rater is a program.</summary>
    public required bool Simulated { get; init; }

    /// <summary>0 implausible, 0.25 rather implausible, 0.5 unsure, 0.75 rather plausible, 1 plausible.</summary>
    public required double Plausibility { get; init; }

    /// <summary>The criteria that were found wrong, by name, in order.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
