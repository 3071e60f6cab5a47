using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access;

/// <summary>
/// Limits sign-in attempts: per name and address, per address, and in total. Addresses from which somebody has signed
/// in share a total of their own, so that a flood from many others does not keep them out.
/// </summary>
internal sealed class SignInLimit(IOptions<AccessOptions> options) : IDisposable
{
    private const int SecondsPerMinute = 60, BurstSeconds = 5, MostKnown = 10_000;
    private readonly PerMinute _names = new(options.Value.SignInsPerMinute);
    private readonly PerMinute _senders = new(options.Value.SignInsPerMinuteAndAddress);

    private readonly TokenBucketRateLimiter _all = InAll(options.Value.SignInsPerMinuteInAll),
        _allKnown = InAll(options.Value.SignInsPerMinuteInAll);

    private readonly ConcurrentDictionary<string, bool> _known = new();

    /// <summary>Counts an attempt before anything is read; returns the limit that it exceeds, or null.</summary>
    internal int? Exceeded(HttpContext http)
    {
        var sender = Transport.Sender(http);
        if (!Takes(_senders.Take(sender), http)) return options.Value.SignInsPerMinuteAndAddress;
        var all = _known.ContainsKey(sender) ? _allKnown : _all;
        return Takes(all.AttemptAcquire(), http) ? null : options.Value.SignInsPerMinuteInAll;
    }

    /// <summary>Remembers where somebody has signed in from, until the process ends.</summary>
    internal void Succeeded(HttpContext http)
    {
        if (_known.Count >= MostKnown) _known.Clear();
        _known[Transport.Sender(http)] = true;
    }

    /// <summary>Counts an attempt with this name, or with a code; returns the limit that it exceeds, or null.</summary>
    internal int? Exceeded(string? name, HttpContext http) =>
        Takes(_names.Take($"{name} {Transport.Sender(http)}"), http) ? null : options.Value.SignInsPerMinute;

    public void Dispose()
    {
        _names.Dispose();
        _senders.Dispose();
        _all.Dispose();
        _allKnown.Dispose();
    }

    // Refilled every second, so that nobody waits for a minute because of others.
    private static TokenBucketRateLimiter InAll(int perMinute) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = BurstSeconds * perMinute / SecondsPerMinute,
        TokensPerPeriod = perMinute / SecondsPerMinute,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

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
