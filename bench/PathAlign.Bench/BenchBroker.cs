using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.RabbitMq;
using PathAlign.Storage.Documents;

namespace PathAlign.Bench;

/// <summary>Processes on a broker: one composed like the services, and one with MassTransit only.</summary>
internal static class BenchBroker
{
    /// <summary>Stages with the product's queues and jobs, and a separate document store in a folder.</summary>
    internal static async Task<IHost> JoinAsync(Uri broker, string folder, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var user = broker.UserInfo.Split(':');
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Bus:Host"] = broker.Host,
                ["Bus:Port"] = $"{broker.Port}",
                ["Bus:User"] = user[0],
                ["Bus:Password"] = user[1],
            });
        builder.Services.AddSingleton<IDocumentStore>(
            _ => new SqliteDocumentStore(Path.Combine(folder, "documents.db")));
        builder.Services.AddPathAlignJobs(jobs => jobs.WorkRoot = Path.Combine(folder, "work"));
        add(builder.Services);
        builder.Services.AddRabbitMqBus(builder.Services.EventRoutes());
        return await StartAsync(builder);
    }

    /// <summary>
    /// One consumer on one queue that MassTransit configures, replicated and confirmed like the product's.
    /// </summary>
    internal static async Task<IHost> BareAsync<TConsumer>(
        Uri broker, string queue, int prefetch, Action<IServiceCollection> add)
        where TConsumer : class, IConsumer
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var user = broker.UserInfo.Split(':');
        add(builder.Services);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<TConsumer>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker.Host, (ushort)broker.Port, "/", host =>
                {
                    host.Username(user[0]);
                    host.Password(user[1]);
                });
                rabbit.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.PrefetchCount = prefetch;
                    endpoint.ConfigureConsumer<TConsumer>(context);
                });
            });
        });
        return await StartAsync(builder);
    }

    private static async Task<IHost> StartAsync(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1));
        return host;
    }
}
