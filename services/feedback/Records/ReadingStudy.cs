namespace PathAlign.Feedback.Records;

/// <summary>
/// How a set is read: the hidden items, their rates, and the tiles of the instructions. Stored under the set's id;
/// never changes.
/// </summary>
internal sealed record ReadingStudy
{
    /// <summary>The seed of the round.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether raters compare two images at a time.</summary>
    public bool SideBySide { get; init; }

    public required double RepeatShare { get; init; }

    public required double ControlShare { get; init; }

    public required IReadOnlyList<ControlTile> Controls { get; init; }

    public required IReadOnlyList<ExampleTile> Examples { get; init; }

    /// <summary>Whether the set can have hidden items.</summary>
    internal bool Hides => RepeatShare > 0 || Controls.Count > 0;
}
