using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Webhooks;
using PathAlign.Messaging.Metrics;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Measures deliveries to webhooks, the audit log's anchors and failing erasures.</summary>
internal sealed class FeedbackGauges(
    WebhookQueue webhooks,
    AuditAnchors anchors,
    Erasures erasures,
    TimeProvider clock,
    ILogger<FeedbackGauges> log) : PolledGauges(TimeSpan.FromSeconds(30), clock, log)
{
    private static readonly DeliveryState[] _states = [DeliveryState.Pending, DeliveryState.Failed];
    private volatile IReadOnlyList<Measurement<long>> _deliveries = [], _failing = [];
    private volatile IReadOnlyList<Measurement<double>> _unanchored = [];

    protected override void Create(Meter meter)
    {
        meter.CreateObservableGauge(
            "pathalign.webhooks", () => _deliveries, "{delivery}", "Deliveries that wait or were given up.");
        meter.CreateObservableGauge(
            "pathalign.audit.unanchored",
            () => _unanchored,
            "s",
            "Age of the oldest entry of the audit log that is not anchored; 0 if all are.");
        meter.CreateObservableGauge(
            "pathalign.erasures.failing",
            () => _failing,
            "{erasure}",
            "Erasures of people whose last pass failed.");
    }

    protected override async Task LookAsync(CancellationToken cancel)
    {
        var deliveries = new List<Measurement<long>>();
        foreach (var state in _states)
            deliveries.Add(
                new(
                    await webhooks.CountAsync(state, cancel),
                    new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant())));
        _deliveries = deliveries;
        _unanchored = [new((await anchors.UnanchoredAsync(cancel)).TotalSeconds)];
        _failing = [new((await erasures.FailedAsync(cancel)).Count)];
    }

    protected override void Forget() => (_deliveries, _failing, _unanchored) = ([], [], []);
}
