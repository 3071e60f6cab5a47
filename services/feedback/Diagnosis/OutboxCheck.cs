using PathAlign.Messaging.Outbox;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Stored events that nobody has published.</summary>
internal sealed class OutboxCheck(IEnumerable<IReconciled> parts, TimeProvider time) : ICheck
{
    private static readonly TimeSpan _late = TimeSpan.FromMinutes(5);

    public string Name => "outbox";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        long? oldest = null;
        foreach (var part in parts)
            if (await part.OldestAsync(cancel) is { } at)
                oldest = Math.Min(oldest ?? at, at);
        if (oldest is null) return Finding.Well(Name, "every stored event is published");
        var since = DateTimeOffset.FromUnixTimeMilliseconds(oldest.Value);
        return time.GetUtcNow() - since < _late
            ? Finding.Well(Name, "the newest events are being published")
            : Finding.Fault(
                Name,
                $"an event of {since:yyyy-MM-dd HH:mm:ss} UTC is not published",
                "start the services and the broker: they publish it by themselves");
    }
}
