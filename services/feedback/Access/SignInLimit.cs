using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace PathAlign.Feedback.Access;

/// <summary>How often it may be tried to sign in as someone.</summary>
internal sealed class SignInLimit(IOptions<FeedbackOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    internal bool Allows(string who)
    {
        using var lease = _limiter.AttemptAcquire(who);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
