namespace PathAlign.Feedback.Records;

/// <summary>
/// How a set is read: what is hidden in it, how often, and what the instructions show. Stored under the set's id, never
/// changed.
/// </summary>
internal sealed record ReadingStudy
{
    /// <summary>Where the places of hidden items come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether two images are judged at a time.</summary>
    public bool SideBySide { get; init; }

    public required double RepeatShare { get; init; }

    public required double ControlShare { get; init; }

    public required IReadOnlyList<ControlTile> Controls { get; init; }

    public required IReadOnlyList<ExampleTile> Examples { get; init; }

    /// <summary>Whether anything may be hidden: then ids say nothing of what they stand for.</summary>
    internal bool Hides => RepeatShare > 0 || Controls.Count > 0;
}
