namespace PathAlign.Messaging.Jobs;

/// <summary>
/// That a queue takes an event. Whoever publishes the event sees to it that the queue is there, so that nothing is lost
/// that is published before its reader has ever run.
/// </summary>
/// <param name="Event">A record of the contracts.</param>
/// <param name="Queue">stage-handler.</param>
public sealed record EventRoute(Type Event, string Queue);
