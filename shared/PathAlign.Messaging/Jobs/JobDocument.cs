using System.Diagnostics;
using System.Text.Json.Nodes;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.Outbox;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// A job as it is stored: its input, who works on it, how far it is, and what announces it. Times are Unix
/// milliseconds.
/// </summary>
public sealed record JobDocument : IAnnounced<JobDocument>
{
    /// <summary>Derived from the stage, the handler and the event: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>generator, feedback, reward, finetuner or evaluator.</summary>
    public required string Stage { get; init; }

    /// <summary>The handler's name.</summary>
    public required string Kind { get; init; }

    /// <summary>Stage and kind: the queue that its events arrive in, and what workers look for.</summary>
    public string Queue => $"{Stage}-{Kind}";

    /// <summary>The round.</summary>
    public required string RoundId { get; init; }

    /// <summary>The round's plan.</summary>
    public required string PlanKey { get; init; }

    /// <summary>The event that asked for it.</summary>
    public required StoredEvent Input { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>How often it was begun, apart from tries that a stopping process gave back.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// From when on a worker may take it: pending, when its pause ends; running, when its lease runs out.
    /// </summary>
    public long DueAt { get; init; }

    /// <summary>Names the one claim that holds it; null when nobody does.</summary>
    public string? LeaseOwner { get; init; }

    /// <summary>How far it is; null before the first report.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>The events that announce its outcome, stored in the same write as the outcome.</summary>
    public IReadOnlyList<StoredEvent> Outgoing { get; init; } = [];

    /// <summary>Whether the outgoing events were published.</summary>
    public bool Announced { get; init; }

    /// <summary>Whether its outcome is the last word on the round.</summary>
    public bool EndsRound =>
        Outgoing.Any(
            e => e.Type is nameof(AdapterPromoted) or nameof(AdapterRejected) or nameof(RewardModelRejected)
                || (e.Type == nameof(RewardModelTrained) && e.Read() is RewardModelTrained { Study: true }));

    /// <summary>Why the last try failed.</summary>
    public string? Error { get; init; }

    /// <summary>The W3C trace context that it belongs to.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The trace that shows it.</summary>
    public string? TraceId =>
        ActivityContext.TryParse(TraceParent, null, out var context) ? context.TraceId.ToString() : null;

    /// <summary>When it was stored first.</summary>
    public long CreatedAt { get; init; }

    /// <summary>When it was stored last.</summary>
    public long UpdatedAt { get; init; }

    IReadOnlyList<IRoundEvent> IAnnounced<JobDocument>.Events => [.. Outgoing.Select(stored => stored.Read())];

    JobDocument IAnnounced<JobDocument>.AsAnnounced() => this with { Announced = true };
}
