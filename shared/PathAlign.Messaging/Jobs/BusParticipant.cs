using MassTransit;

namespace PathAlign.Messaging.Jobs;

/// <summary>Something that takes part in the bus, remembered until the bus is composed.</summary>
internal sealed record BusParticipant(Action<IRegistrationConfigurator> Join, IReadOnlyList<EventRoute> Routes);
