using System.Threading.RateLimiting;

namespace PathAlign.Web.Http;

/// <summary>So many a minute, per key.</summary>
internal class PerMinute(int permits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) }));

    protected int Permits => permits;

    /// <summary>Whether one more may be had with this key; it counts.</summary>
    internal bool Allows(string key)
    {
        using var lease = Take(key);
        return lease.IsAcquired;
    }

    /// <summary>The same, with when to come again where it may not.</summary>
    protected RateLimitLease Take(string key) => _limiter.AttemptAcquire(key);

    public void Dispose() => _limiter.Dispose();
}
