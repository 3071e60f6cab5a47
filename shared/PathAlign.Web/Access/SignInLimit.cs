using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>Limits sign-in attempts: per name and address, per address, and in total.</summary>
internal sealed class SignInLimit(IOptions<AccessOptions> options) : IDisposable
{
    private const int SecondsPerMinute = 60, BurstSeconds = 5;
    private readonly PerMinute _names = new(options.Value.SignInsPerMinute);
    private readonly PerMinute _senders = new(options.Value.SignInsPerMinuteAndAddress);

    // Refilled every second, so that nobody waits for a minute because of others.
    private readonly TokenBucketRateLimiter _all = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = BurstSeconds * options.Value.SignInsPerMinuteInAll / SecondsPerMinute,
        TokensPerPeriod = options.Value.SignInsPerMinuteInAll / SecondsPerMinute,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    /// <summary>Counts an attempt before anything is read; returns the limit that it exceeds, or null.</summary>
    internal int? Exceeded(HttpContext http)
    {
        if (!Takes(_senders.Take(Transport.Sender(http)), http)) return options.Value.SignInsPerMinuteAndAddress;
        return Takes(_all.AttemptAcquire(), http) ? null : options.Value.SignInsPerMinuteInAll;
    }

    /// <summary>Counts an attempt with this name, or with a code; returns the limit that it exceeds, or null.</summary>
    internal int? Exceeded(string? name, HttpContext http) =>
        Takes(_names.Take($"{name} {Transport.Sender(http)}"), http) ? null : options.Value.SignInsPerMinute;

    public void Dispose()
    {
        _names.Dispose();
        _senders.Dispose();
        _all.Dispose();
    }

    private static bool Takes(RateLimitLease lease, HttpContext http)
    {
        using (lease)
        {
            if (!lease.IsAcquired)
                http.Response.Headers.RetryAfter = (
                    lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Ceiling(wait.TotalSeconds) : 1)
                    .ToString(CultureInfo.InvariantCulture);
            return lease.IsAcquired;
        }
    }
}
