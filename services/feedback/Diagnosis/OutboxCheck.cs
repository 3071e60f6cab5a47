using PathAlign.Messaging.Outbox;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Stored events that nobody has published.</summary>
internal sealed class OutboxCheck(IEnumerable<IReconciled> parts, TimeProvider time) : ICheck
{
    private static readonly TimeSpan _late = TimeSpan.FromMinutes(5);

    public string Name => "outbox";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        if (await parts.OldestAsync(cancel) is not { } oldest)
            return Finding.Well(Name, "every stored event is published");
        var since = DateTimeOffset.FromUnixTimeMilliseconds(oldest);
        return time.GetUtcNow() - since < _late
            ? Finding.Well(Name, "the newest events are being published")
            : Finding.Fault(
                Name,
                $"an event of {since:yyyy-MM-dd HH:mm:ss} UTC is not published",
                "start the services and the broker: they publish it by themselves");
    }
}
