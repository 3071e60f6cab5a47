using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Messaging.Settings;

namespace PathAlign.Messaging.Outbox;

/// <summary>Registers the outbox.</summary>
public static class OutboxServices
{
    /// <summary>
    /// Adds the publisher and the reconciler once. The settings come from the section <c>Outbox</c> and then from
    /// <paramref name="configure"/>; they are checked at start. The bus must be among the services.
    /// </summary>
    public static IServiceCollection AddOutbox(
        this IServiceCollection services, Action<OutboxOptions>? configure = null)
    {
        if (services.All(s => s.ServiceType != typeof(EventPublisher)))
        {
            services.AddSettings<OutboxOptions>(OutboxOptions.Section);
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton(
                s =>
                    new EventPublisher(
                        s.GetRequiredService<IBus>(),
                        s.GetRequiredService<IOptions<OutboxOptions>>(),
                        s.GetRequiredService<ILogger<EventPublisher>>()));
            services.AddHostedService<OutboxReconciler>().AddHostedService<OutboxGauges>();
        }
        if (configure is not null) services.Configure(configure);
        return services;
    }

    /// <summary>Adds a part whose interrupted work the reconciler finishes.</summary>
    public static IServiceCollection AddReconciled<T>(this IServiceCollection services)
        where T : class, IReconciled
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReconciled, T>());
        return services.AddOutbox();
    }
}
