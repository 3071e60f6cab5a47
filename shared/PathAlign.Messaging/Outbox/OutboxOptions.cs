using System.ComponentModel.DataAnnotations;

namespace PathAlign.Messaging.Outbox;

/// <summary>How stored events are published.</summary>
public sealed record OutboxOptions
{
    /// <summary>The section of these settings.</summary>
    public const string Section = "Outbox";

    /// <summary>
    /// Seconds between two searches for events that were stored but not published, and their least age to be found.
    /// </summary>
    [Range(0.01, 3600)]
    public double IntervalSeconds { get; set; } = 10;

    /// <summary>
    /// Seconds that a request waits for the broker; after that, the reconciler publishes its event.
    /// </summary>
    [Range(1, 60)]
    public int PublishTimeoutSeconds { get; set; } = 5;

    /// <summary>
    /// Whether the events of all open rounds are published again at start. True for the in-memory transport, which
    /// loses its messages when the process ends.
    /// </summary>
    public bool ReannounceAllAtStart { get; set; }

    internal TimeSpan Interval => TimeSpan.FromSeconds(IntervalSeconds);
}
