using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Messaging.Jobs;
using PathAlign.Messaging.Metrics;
using PathAlign.Messaging.Outbox;
using PathAlign.Messaging.Settings;
using PathAlign.Storage.Documents;

namespace PathAlign.Messaging;

/// <summary>Composes jobs, stages and the bus, in this order.</summary>
public static class MessagingServices
{
    /// <summary>
    /// Adds the jobs. Settings come from the section <c>Jobs</c> and then from <paramref name="configure"/>, and are
    /// checked at start. An <see cref="IDocumentStore"/> has to be among the services.
    /// </summary>
    public static IServiceCollection AddPathAlignJobs(
        this IServiceCollection services, Action<JobOptions>? configure = null)
    {
        services.AddOutbox();
        var options = services.AddSettings<JobOptions>(JobOptions.Section);
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<JobOptions>, JobOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JobWake>();
        services.TryAddSingleton(
            s =>
                new JobStore(
                    s.GetRequiredService<IDocumentStore>(),
                    s.GetRequiredService<JobWake>(),
                    s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(
            s =>
                new Announcer(
                    s.GetRequiredService<JobStore>(),
                    s.GetRequiredService<EventPublisher>(),
                    s.GetRequiredService<IOptions<JobOptions>>(),
                    s.GetRequiredService<ILogger<Announcer>>()));
        services.TryAddSingleton<OldJobs>();
        services.TryAddSingleton<JobRunner>();
        return services;
    }

    /// <summary>Adds what a stage does when events arrive.</summary>
    /// <param name="services">The services.</param>
    /// <param name="stage">generator, feedback, reward, finetuner or evaluator.</param>
    /// <param name="build">Names its handlers and consumers.</param>
    /// <exception cref="InvalidOperationException">The bus has been composed already.</exception>
    public static IServiceCollection AddStage(
        this IServiceCollection services, string stage, Action<StageBuilder> build)
    {
        if (services.Any(s => s.ServiceType == typeof(IBus)))
            throw new InvalidOperationException(
                $"stage {stage}: expected to be added before the bus, found the bus composed");
        build(new StageBuilder(services, DocumentNames.CheckName(stage)));
        return services;
    }

    /// <summary>
    /// Adds the bus with everything that stages have added before, and then the workers, which start after it and stop
    /// before it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="transport">Says what carries the messages; null for memory, whose messages end with the process
    /// (see <see cref="OutboxOptions.ReannounceAllAtStart"/>).</param>
    public static IServiceCollection AddPathAlignBus(
        this IServiceCollection services, Action<IBusRegistrationConfigurator>? transport = null)
    {
        services.AddMassTransit(bus =>
        {
            bus.JoinStages(services);
            (transport ?? InMemory)(bus);
        });
        return services.AddJobWorkers();
    }

    /// <summary>Which queues take which events, by all stages that have been added.</summary>
    public static IReadOnlyList<EventRoute> EventRoutes(this IServiceCollection services) =>
        [.. services.Select(s => s.ImplementationInstance).OfType<BusParticipant>().SelectMany(p => p.Routes)];

    /// <summary>Adds the stages' consumers to a bus that is composed elsewhere, such as a test harness.</summary>
    public static void JoinStages(this IBusRegistrationConfigurator bus, IServiceCollection services)
    {
        bus.DisableUsageTelemetry();
        // Otherwise the host goes on before the queues are bound, and what is published in between is lost without a
        // word.
        services.Configure<MassTransitHostOptions>(host => host.WaitUntilStarted = true);
        foreach (var participant in services.Select(s => s.ImplementationInstance).OfType<BusParticipant>().ToList())
            participant.Join(bus);
    }

    /// <summary>Adds the workers for a bus that is composed elsewhere.</summary>
    public static IServiceCollection AddJobWorkers(this IServiceCollection services) =>
        services.AddReconciled<JobReconciler>().AddHostedService<JobWorker>().AddHostedService<JobGauges>()
            .AddHostedService<WorkFolders>();

    private static void InMemory(IBusRegistrationConfigurator bus) =>
        bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
}
