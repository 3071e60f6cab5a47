namespace PathAlign.Rounds;

/// <summary>The state of a round as a whole.</summary>
public enum RoundStatus
{
    /// <summary>It waits for raters, or for a worker.</summary>
    Waiting,

    /// <summary>A worker runs one of its jobs.</summary>
    Running,

    /// <summary>A job is parked and waits for a redrive.</summary>
    Parked,

    /// <summary>It ended without a new champion: the reward model or the adapter was rejected.</summary>
    Rejected,

    /// <summary>It ended with a promoted adapter; a study ended with its ratings or its reward model.</summary>
    Done,
}
