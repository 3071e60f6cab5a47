namespace PathAlign.Feedback.Records;

/// <summary>Whose turn it is to erase people: one process at a time, so that ratings move in one place.</summary>
internal sealed record ErasureTurn
{
    internal const string Id = "turn";

    /// <summary>The process; null if none erases.</summary>
    public string? Owner { get; init; }

    /// <summary>The last sign of life of the process, as Unix time in milliseconds.</summary>
    public long AliveAt { get; init; }

    /// <summary>Grows with every turn: whoever listed ratings sees whether one began meanwhile.</summary>
    public long Number { get; init; }

    /// <summary>Whether ratings move right now. Stays true if the process dies, until another one takes over.</summary>
    public bool Moving { get; init; }
}
