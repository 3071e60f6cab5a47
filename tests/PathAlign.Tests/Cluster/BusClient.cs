using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PathAlign.Contracts.Events;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.RabbitMq;
using Xunit;

namespace PathAlign.Tests.Cluster;

/// <summary>A process on the cluster's broker, composed like the services', that publishes and may read.</summary>
internal sealed class BusClient : IAsyncDisposable
{
    private readonly IHost _host;

    private BusClient(IHost host) => _host = host;

    internal static async Task<BusClient> StartAsync(
        Uri broker,
        IReadOnlyList<EventRoute> routes,
        Action<IServiceCollection>? add = null,
        params (string Key, string Value)[] settings)
    {
        var client = await BeginAsync(broker, routes, add, settings);
        Assert.Equal(
            BusHealthStatus.Healthy,
            await client.Bus.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1)));
        return client;
    }

    /// <summary>The same, without a wait for the broker.</summary>
    internal static async Task<BusClient> BeginAsync(
        Uri broker,
        IReadOnlyList<EventRoute> routes,
        Action<IServiceCollection>? add = null,
        params (string Key, string Value)[] settings)
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
        builder.Configuration.AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create($"Bus:{s.Key}", (string?)s.Value)));
        add?.Invoke(builder.Services);
        var stages = builder.Services.ToList();
        builder.Services.AddRabbitMqBus(routes);
        // This process reads, but has no jobs of its own to work on.
        foreach (
            var worker in builder.Services.Except(stages).Where(
                s => s.ServiceType == typeof(IHostedService)
                    && s.ImplementationType?.Namespace?.StartsWith("PathAlign", StringComparison.Ordinal) == true)
                .ToList())
            builder.Services.Remove(worker);
        var host = builder.Build();
        await host.StartAsync();
        return new BusClient(host);
    }

    /// <summary>How the connection stands.</summary>
    internal BusHealthResult Health => Bus.CheckHealth();

    internal IDeadLetters DeadLetters => _host.Services.GetRequiredService<IDeadLetters>();

    private IBusControl Bus => _host.Services.GetRequiredService<IBusControl>();

    internal async Task PublishAsync(params IEnumerable<IRoundEvent> events)
    {
        foreach (var happened in events) await Bus.Publish(happened, happened.GetType());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
