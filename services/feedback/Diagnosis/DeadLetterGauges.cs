using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Measures dead letters. The broker has them, and may be away while the stores answer.</summary>
internal sealed class DeadLetterGauges(IDeadLetters letters, TimeProvider clock, ILogger<DeadLetterGauges> log)
    : PolledGauges(TimeSpan.FromSeconds(30), clock, log)
{
    private volatile IReadOnlyList<Measurement<long>> _letters = [];

    protected override void Create(Meter meter) => meter.CreateObservableGauge(
        "pathalign.dead.letters", () => _letters, "{message}", "Messages in queues of dead letters.");

    protected override async Task LookAsync(CancellationToken cancel)
    {
        var waiting = await letters.ListAsync(cancel);
        _letters = waiting.Count == 0
            ? [new(0)]
            : [.. waiting.Select(w => new Measurement<long>(
                w.Messages, new KeyValuePair<string, object?>("queue", w.Queue)))];
    }

    protected override void Forget() => _letters = [];
}
