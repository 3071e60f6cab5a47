namespace PathAlign.Feedback.Records;

/// <summary>
/// An import that counts as a whole: its ratings are in one object, and this document is what makes them count.
/// </summary>
internal sealed record CommittedImport
{
    /// <summary>The object with the ratings, as JSON Lines.</summary>
    public required string RatingsKey { get; init; }

    /// <summary>The sets that do not have their ratings yet.</summary>
    public required IReadOnlyList<string> Waiting { get; init; }

    /// <summary>Whether every set has its ratings.</summary>
    public bool Done { get; init; }

    /// <summary>The time of that, as Unix time in milliseconds; 0 for imports of versions before 0.3.</summary>
    public long DoneAt { get; init; }
}
