using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Settings;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>Events over RabbitMQ: replicated queues, confirmed publishing, topology that publishers declare.</summary>
public static class RabbitMqBus
{
    /// <summary>
    /// Adds the bus with the stages that were added before. Settings come from the section <c>Bus</c> and are checked
    /// at start.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="routes">The readers of each event in the whole cluster; this process declares all their queues
    /// before it publishes.</param>
    public static IServiceCollection AddRabbitMqBus(this IServiceCollection services, IReadOnlyList<EventRoute> routes)
    {
        services.AddSettings<BusOptions>(BusOptions.Section);
        services.AddSingleton<BusOptionsRules>();
        services.AddSingleton<IPostConfigureOptions<BusOptions>>(s => s.GetRequiredService<BusOptionsRules>());
        services.AddSingleton<IValidateOptions<BusOptions>>(s => s.GetRequiredService<BusOptionsRules>());
        services.AddSingleton<IDeadLetters>(s => new BrokerDeadLetters(
            s.GetRequiredService<IOptions<BusOptions>>(), routes.Select(route => route.Queue)));
        services.AddPathAlignBus(bus =>
        {
            bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                    QueueTopology.Declare(rabbit, queue, Options(context));
            });
            bus.UsingRabbitMq((context, rabbit) => Configure(context, rabbit, routes));
        });
        // If the broker is unavailable, the process is live but not ready, and it can be stopped. No message is lost:
        // queues are declared before anything is published.
        return services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = false);
    }

    private static void Configure(
        IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, IReadOnlyList<EventRoute> routes)
    {
        var options = Options(context);
        rabbit.Host(options.Host, (ushort)options.PortOrDefault, options.VirtualHost, host =>
        {
            host.Username(options.User);
            host.Password(options.Password);
            host.PublisherConfirmation = true;
            var heartbeat = TimeSpan.FromSeconds(options.HeartbeatSeconds);
            host.Heartbeat(heartbeat);
            host.OnRefreshConnectionFactory = factory =>
            {
                BrokerSilence.Limit(factory, heartbeat);
                return Task.CompletedTask;
            };
            if (options.Tls) BrokerTls.Use(host, options);
        });
        foreach (var readers in routes.GroupBy(r => r.Event))
            rabbit.Publish(readers.Key, publish =>
            {
                foreach (var route in readers) QueueTopology.Declare(publish, route, options);
            });
        // At start, and again after each lost connection.
        rabbit.DeployPublishTopology = true;
        rabbit.ConfigureEndpoints(context);
    }

    private static BusOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<BusOptions>>().Value;
}
