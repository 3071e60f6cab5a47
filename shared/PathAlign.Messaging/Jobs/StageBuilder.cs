using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;
using PathAlign.Contracts.Stages;

namespace PathAlign.Messaging.Jobs;

/// <summary>What a stage does when events arrive.</summary>
public sealed class StageBuilder
{
    private readonly IServiceCollection _services;
    private readonly string _stage;

    internal StageBuilder(IServiceCollection services, string stage) => (_services, _stage) = (services, stage);

    /// <summary>
    /// Long work: the event becomes a job, done by a worker of this process.
    /// </summary>
    /// <typeparam name="TEvent">The event.</typeparam>
    /// <typeparam name="THandler">Made anew for each delivery and each try, with its dependencies from the services;
    /// its constructor is cheap.</typeparam>
    /// <param name="queue">Where the event arrives, and what its jobs are stored under.</param>
    /// <exception cref="ArgumentException">The queue has a handler.</exception>
    public StageBuilder Handle<TEvent, THandler>(JobQueue queue)
        where TEvent : class, IRoundEvent
        where THandler : class, IJobHandler<TEvent>
    {
        if (_services.Any(s => s.ImplementationInstance is JobRegistration other && other.Queue == queue))
            throw new ArgumentException(
                $"stage {_stage}: expected one handler of {queue}, found a second, {typeof(THandler)}");
        var registration = new HandlerRegistration<TEvent, THandler>(_stage, queue);
        _services.TryAddScoped<THandler>();
        _services.AddSingleton(registration);
        _services.AddSingleton<JobRegistration>(registration);
        return Join(registration.AddConsumer, [new(typeof(TEvent), queue.Name)]);
    }

    /// <summary>Short work, done while the event is consumed.</summary>
    /// <typeparam name="TConsumer">A MassTransit consumer; what it does must come out the same when an event is
    /// repeated.</typeparam>
    /// <param name="name">The queue is called stage-name.</param>
    public StageBuilder Consume<TConsumer>(string name)
        where TConsumer : class, IConsumer
    {
        var queue = $"{_stage}-{name}";
        var events = typeof(TConsumer).GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(i => i.GenericTypeArguments[0]);
        return Join(
            bus =>
                bus.AddConsumer<TConsumer, StageConsumerDefinition<TConsumer>>()
                    .Endpoint(endpoint => endpoint.Name = queue),
            [.. events.Select(e => new EventRoute(e, queue))]);
    }

    /// <summary>Short work on many events at a time: up to 500, or what comes within a second.</summary>
    /// <typeparam name="TEvent">The event.</typeparam>
    /// <typeparam name="TConsumer">A MassTransit consumer of batches; what it does must come out the same when events
    /// are repeated.</typeparam>
    /// <param name="name">The queue is called stage-name.</param>
    public StageBuilder ConsumeBatch<TEvent, TConsumer>(string name)
        where TEvent : class, IRoundEvent
        where TConsumer : class, IConsumer<Batch<TEvent>>
    {
        var queue = $"{_stage}-{name}";
        return Join(
            bus =>
                bus.AddConsumer<TConsumer, BatchConsumerDefinition<TConsumer>>()
                    .Endpoint(endpoint => endpoint.Name = queue),
            [new(typeof(TEvent), queue)]);
    }

    private StageBuilder Join(Action<IRegistrationConfigurator> join, IReadOnlyList<EventRoute> routes)
    {
        _services.AddSingleton(new BusParticipant(join, routes));
        return this;
    }
}
