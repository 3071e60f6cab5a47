using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Feedback.Webhooks;

/// <summary>Queues news of rounds for delivery: decisions, rejected reward models and parked jobs.</summary>
internal sealed class SendRoundNews(WebhookQueue webhooks)
    : IConsumer<AdapterEvaluated>, IConsumer<RewardModelRejected>, IConsumer<StageFailed>
{
    public Task Consume(ConsumeContext<AdapterEvaluated> context) =>
        webhooks.AddAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<RewardModelRejected> context) =>
        webhooks.AddAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<StageFailed> context) =>
        webhooks.AddAsync(context.Message, context.CancellationToken);
}
