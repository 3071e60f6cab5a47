namespace PathAlign.Contracts.Stages;

/// <summary>A queue of jobs: the events of one handler arrive in it, and its jobs are stored under it.</summary>
/// <param name="Stage">The stage of its jobs, see <see cref="StageNames"/>.</param>
/// <param name="Kind">What the stage does.</param>
public sealed record JobQueue(string Stage, string Kind)
{
    /// <summary>The name at the broker, in stored jobs and in metrics.</summary>
    public string Name => $"{Stage}-{Kind}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
