using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PathAlign.Contracts.Events;

namespace PathAlign.Messaging.Jobs;

/// <summary>What a stage does when events arrive.</summary>
public sealed class StageBuilder
{
    private readonly IServiceCollection _services;
    private readonly string _stage;

    internal StageBuilder(IServiceCollection services, string stage) => (_services, _stage) = (services, stage);

    /// <summary>
    /// Long work: the event becomes a job, done by a worker of this process. The queue is called stage-handler.
    /// </summary>
    /// <typeparam name="TEvent">The event.</typeparam>
    /// <typeparam name="THandler">Made anew for each delivery and each try, with its dependencies from the services;
    /// its constructor is cheap.</typeparam>
    /// <exception cref="ArgumentException">The stage has a handler of that name.</exception>
    public StageBuilder Handle<TEvent, THandler>()
        where TEvent : class, IRoundEvent
        where THandler : class, IJobHandler<TEvent>
    {
        var registration = new HandlerRegistration<TEvent, THandler>(_stage);
        if (_services.Any(s => s.ImplementationInstance is JobRegistration other && other.Queue == registration.Queue))
            throw new ArgumentException(
                $"stage {_stage}: expected one handler called {registration.Kind}, found a second, {typeof(THandler)}");
        _services.TryAddScoped<THandler>();
        _services.AddSingleton(registration);
        _services.AddSingleton<JobRegistration>(registration);
        return Join(registration.AddConsumer, [new(typeof(TEvent), registration.Queue)]);
    }

    /// <summary>Short work, done while the event is consumed. The queue is called stage-consumer.</summary>
    /// <typeparam name="TConsumer">A MassTransit consumer; what it does must come out the same when an event is
    /// repeated.</typeparam>
    public StageBuilder Consume<TConsumer>()
        where TConsumer : class, IConsumer
    {
        var queue = $"{_stage}-{JobIdentity.KindOf(typeof(TConsumer))}";
        var events = typeof(TConsumer).GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Select(i => i.GenericTypeArguments[0]);
        return Join(
            bus =>
                bus.AddConsumer<TConsumer, StageConsumerDefinition<TConsumer>>()
                    .Endpoint(endpoint => endpoint.Name = queue),
            [.. events.Select(e => new EventRoute(e, queue))]);
    }

    private StageBuilder Join(Action<IRegistrationConfigurator> join, IReadOnlyList<EventRoute> routes)
    {
        _services.AddSingleton(new BusParticipant(join, routes));
        return this;
    }
}
