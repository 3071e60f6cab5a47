using MassTransit;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Operations;

/// <summary>
/// Writes what the services do on their own into the audit log, once: promotions of adapters, and the next rounds of
/// loops. Only this service has the log, so the entry follows the event.
/// </summary>
internal sealed class RecordAutomation(AuditLog audit, RoundRequests requests)
    : IConsumer<AdapterPromoted>, IConsumer<RoundRequested>
{
    private const string Promoted = "adapter-promoted";

    public Task Consume(ConsumeContext<AdapterPromoted> context) => audit.AppendUnlessAsync(
        StageNames.Evaluator, Promoted, context.Message.RoundId, [Promoted], context.CancellationToken);

    public Task Consume(ConsumeContext<RoundRequested> context) =>
        requests.RecordLoopAsync(context.Message.RoundId, context.CancellationToken);
}
