using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Contracts.Events;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;

namespace PathAlign.Tests.Cluster;

/// <summary>Keeps the rounds of the events that it heard.</summary>
internal sealed class HearingConsumer(ConcurrentQueue<string> heard) : IConsumer<AdapterRejected>
{
    /// <summary>An event for it.</summary>
    internal static AdapterRejected Rejected(string roundId) =>
        new() { RoundId = roundId, PlanKey = "plans/1", AdapterKey = "adapter", ReportKey = "report", Reasons = [] };

    /// <summary>A process of the cluster whose one stage is this.</summary>
    internal static Task<BusClient> StartAsync(
        Uri broker,
        string stage,
        ConcurrentQueue<string> heard,
        params (string Key, string Value)[] settings) => BusClient.StartAsync(
        broker,
        [],
        services =>
    {
        services.AddSingleton(heard);
        services.AddStage(stage, build => build.Consume<HearingConsumer>("hearing"));
    }, settings);

    public Task Consume(ConsumeContext<AdapterRejected> context)
    {
        heard.Enqueue(context.Message.RoundId);
        return Task.CompletedTask;
    }
}
