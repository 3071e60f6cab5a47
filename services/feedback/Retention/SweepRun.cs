namespace PathAlign.Feedback.Retention;

/// <summary>A sweep that was asked for, and its result.</summary>
public sealed record SweepRun
{
    /// <summary>Who asked for it.</summary>
    public required string Who { get; init; }

    /// <summary>Whether it only lists.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Whether it ended.</summary>
    public required bool Done { get; init; }

    /// <summary>What it removed, or would remove; null before its end.</summary>
    public SweepReport? Report { get; init; }

    /// <summary>The last time at which its process was at work on it, as Unix time in milliseconds.</summary>
    public long AliveAt { get; init; }

    /// <summary>The process that is at work on it; null if none is.</summary>
    public string? Owner { get; init; }
}
