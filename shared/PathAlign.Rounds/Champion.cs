namespace PathAlign.Rounds;

/// <summary>The adapter that draws for a base generator, and its origin.</summary>
/// <param name="GeneratorKey">The base generator.</param>
/// <param name="AdapterKey">The adapter; null for the bare base.</param>
/// <param name="RoundId">The round that brought the adapter; null for the bare base.</param>
/// <param name="ReportKey">The report of that round.</param>
public sealed record Champion(string GeneratorKey, string? AdapterKey, string? RoundId, string? ReportKey)
{
    /// <summary>The value of <see cref="By"/> if the promotion gate decided.</summary>
    public const string Evaluation = "evaluation";

    /// <summary>Who decided: the gate ("evaluation"), or an operator by name.</summary>
    public string By { get; init; } = Evaluation;

    /// <summary>The operator's reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Time of the decision.</summary>
    public DateTimeOffset At { get; init; }
}
