using System.Threading.RateLimiting;

namespace PathAlign.Web.Http;

/// <summary>A limit per key and minute.</summary>
internal class PerMinute(int permits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) }));

    protected int Permits => permits;

    /// <summary>Counts one more use of the key; returns whether the limit allows it.</summary>
    internal bool Allows(string key)
    {
        using var lease = Take(key);
        return lease.IsAcquired;
    }

    /// <summary>The same; if the limit is reached, also gives the time until the next try.</summary>
    internal RateLimitLease Take(string key) => _limiter.AttemptAcquire(key);

    public void Dispose() => _limiter.Dispose();
}
