using System.Collections.Concurrent;
using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Tests.Cluster;

/// <summary>Keeps the rounds of the events that it heard.</summary>
internal sealed class HearingConsumer(ConcurrentQueue<string> heard) : IConsumer<AdapterRejected>
{
    /// <summary>An event for it.</summary>
    internal static AdapterRejected Rejected(string roundId) => new() { RoundId = roundId, PlanKey = "plans/1", AdapterKey = "adapter", ReportKey = "report", Reasons = [] };

    public Task Consume(ConsumeContext<AdapterRejected> context)
    {
        heard.Enqueue(context.Message.RoundId);
        return Task.CompletedTask;
    }
}
