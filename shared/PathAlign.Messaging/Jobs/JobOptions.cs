using System.ComponentModel.DataAnnotations;

namespace PathAlign.Messaging.Jobs;

/// <summary>How jobs are worked on.</summary>
public sealed record JobOptions
{
    /// <summary>Where the settings stand.</summary>
    public const string Section = "Jobs";

    /// <summary>
    /// The folder of the jobs' work folders; shared between machines, when jobs are to resume on another one.
    /// </summary>
    [Required]
    public string WorkRoot { get; set; } = "";

    /// <summary>How often a job is tried before it is parked.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long a worker that says nothing keeps its job.</summary>
    [Range(0.1, 3600)]
    public double LeaseSeconds { get; set; } = 60;

    /// <summary>How often a worker renews its lease; at most half of it.</summary>
    [Range(0.01, 1800)]
    public double HeartbeatSeconds { get; set; } = 10;

    /// <summary>How often an idle worker looks for jobs that nobody told it of.</summary>
    [Range(0.01, 600)]
    public double PollSeconds { get; set; } = 1;

    /// <summary>The pause before the second try; it doubles with each further one, up to five minutes.</summary>
    [Range(0.0, 300.0)]
    public double RetrySeconds { get; set; } = 5;

    /// <summary>
    /// Whether jobs found running at start belong to a process that died, since no other can be at work here. They are
    /// given back with their try at once instead of waiting for their lease to end.
    /// </summary>
    public bool TakeOverAtStart { get; set; }

    /// <summary>
    /// How many days the work folder of a parked or cancelled job is kept after the job's last change; 0 for ever. A
    /// redriven job without its folder begins anew.
    /// </summary>
    [Range(0, 36_500)]
    public int WorkFolderDays { get; set; } = 30;

    internal const long LongestPauseMs = 300_000;

    internal TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    internal TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromMilliseconds(
            Math.Min(LongestPauseMs, 1000 * RetrySeconds * Math.Pow(2, Math.Min(30, attempts - 1))));
}
