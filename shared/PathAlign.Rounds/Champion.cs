namespace PathAlign.Rounds;

/// <summary>What draws for a base generator, and how it came to.</summary>
/// <param name="GeneratorKey">The base.</param>
/// <param name="AdapterKey">The adapter; null for the bare base.</param>
/// <param name="RoundId">The round that brought the adapter; null for the bare base.</param>
/// <param name="ReportKey">The report of that round.</param>
public sealed record Champion(string GeneratorKey, string? AdapterKey, string? RoundId, string? ReportKey)
{
    /// <summary>The promotion gate decided.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>Who made it the champion: the gate ("evaluation"), or an operator by name.</summary>
    public string By { get; init; } = Evaluation;

    /// <summary>Why, in the operator's words.</summary>
    public string? Reason { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}
