using System.Collections.Concurrent;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Wakes a stage's worker of this process when there is a job for it, so that it need not wait for its next look.
/// </summary>
internal sealed class JobWake
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _stages = new();
    private readonly ConcurrentDictionary<string, string> _served = new();

    /// <summary>Has a stage of this process woken for a queue.</summary>
    internal void Serve(string queue, string stage) => _served[queue] = stage;

    internal void Signal(string queue)
    {
        if (!_served.TryGetValue(queue, out var stage)) return;   // no worker of this process serves it
        var signal = Of(stage);
        if (signal.CurrentCount == 0) signal.Release();   // a signal too many costs one look
    }

    internal Task WaitAsync(string stage, TimeSpan atMost, CancellationToken cancel) =>
        Of(stage).WaitAsync(atMost, cancel);

    private SemaphoreSlim Of(string stage) => _stages.GetOrAdd(stage, _ => new(0));
}
