using System.Collections.Concurrent;

namespace PathAlign.Messaging.Jobs;

/// <summary>
/// Tells which leases have ended without asking what time it is: a job that nobody has changed for as long as a lease
/// lasts, by this process's own running clock, has no worker any more. So a wall clock that jumps, or that differs
/// between machines, neither takes a job from a live worker nor keeps that of a dead one (Kubernetes elects its leaders
/// by the same rule).
/// </summary>
internal sealed class LeaseWatch(TimeProvider clock)
{
    private const int Most = 10_000;   // more than jobs run at once; forgetting them costs one lease's time
    private readonly ConcurrentDictionary<string, (long Version, long Since)> _seen = new();

    /// <summary>Notes that a lease was taken.</summary>
    internal void Begins(string jobId, long version) => _seen[jobId] = (version, clock.GetTimestamp());

    /// <summary>Notes how a running job stands; whether it has stood so for the whole of a lease.</summary>
    internal bool HasEnded(string jobId, long version, TimeSpan lease)
    {
        if (_seen.Count >= Most) _seen.Clear();
        var now = clock.GetTimestamp();
        var seen = _seen.AddOrUpdate(
            jobId, (version, now), (_, before) => before.Version == version ? before : (version, now));
        return clock.GetElapsedTime(seen.Since, now) >= lease;
    }
}
