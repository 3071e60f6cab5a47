using System.Collections.Concurrent;
using MassTransit;
using PathAlign.Contracts.Events;

namespace PathAlign.Bench;

/// <summary>Records the events that arrived.</summary>
internal sealed class EventTally
{
    private readonly ConcurrentDictionary<string, int> _times = new();
    private int _deliveries;

    /// <summary>The different events.</summary>
    internal IReadOnlyCollection<string> Heard => (IReadOnlyCollection<string>)_times.Keys;

    internal int Count => _times.Count;

    /// <summary>The number of deliveries, including repeats.</summary>
    internal int Deliveries => _deliveries;

    internal void Add(string id)
    {
        Interlocked.Increment(ref _deliveries);
        _times.AddOrUpdate(id, 1, (_, times) => times + 1);
    }

    /// <summary>Waits until this many events have arrived; false if none arrives for a minute.</summary>
    internal async Task<bool> ReachesAsync(int count)
    {
        for (var (seen, idle) = (-1, 0); Count < count; await Task.Delay(5))
        {
            idle = Count == seen ? idle + 1 : 0;
            if (idle > 12_000) return false;
            seen = Count;
        }
        return true;
    }
}

/// <summary>Counts the events of stored ratings.</summary>
internal sealed class CountRatingConsumer(EventTally tally) : IConsumer<FeedbackReceived>
{
    public Task Consume(ConsumeContext<FeedbackReceived> context)
    {
        tally.Add(context.Message.RatingId);
        return Task.CompletedTask;
    }
}
