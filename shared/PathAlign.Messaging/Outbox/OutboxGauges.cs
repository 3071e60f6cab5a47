using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PathAlign.Messaging.Metrics;

namespace PathAlign.Messaging.Outbox;

/// <summary>How long the oldest stored event has waited to be published.</summary>
internal sealed class OutboxGauges(
    IEnumerable<IReconciled> parts, TimeProvider clock, ILogger<OutboxGauges> log)
    : PolledGauges(TimeSpan.FromSeconds(15), clock, log)
{
    private readonly TimeProvider _clock = clock;
    private volatile IReadOnlyList<Measurement<double>> _ages = [];

    protected override void Create(Meter meter) => meter.CreateObservableGauge(
        "pathalign.outbox.oldest",
        () => _ages,
        "s",
        "Age of the oldest stored event that is not published; 0 if all are.");

    protected override async Task LookAsync(CancellationToken cancel)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var oldest = await parts.OldestAsync(cancel).ConfigureAwait(false) ?? now;
        _ages = [new((now - Math.Min(oldest, now)) / 1000.0)];
    }

    protected override void Forget() => _ages = [];
}
