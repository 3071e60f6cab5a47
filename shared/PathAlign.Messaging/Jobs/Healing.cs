using MassTransit;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// What every queue does when a consumer fails: it waits for what can heal, a store that is away, and parks the rest at
/// once in its error queue.
/// </summary>
internal static class Healing
{
    // Pauses of 0.2 s growing to 30 s: about twenty minutes, less than the half hour after which RabbitMQ takes a
    // message back.
    private const int Tries = 45;

    internal static void Retry(IReceiveEndpointConfigurator endpoint, int prefetch)
    {
        endpoint.PrefetchCount = prefetch;
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore(PermanentFailures.Types);
            retry.Exponential(Tries, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(0.5));
        });
    }
}
