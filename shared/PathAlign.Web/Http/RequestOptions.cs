using System.ComponentModel.DataAnnotations;

namespace PathAlign.Web.Http;

/// <summary>Limits of requests. A service's settings derive from this class.</summary>
public abstract class RequestOptions
{
    /// <summary>Maximum size of a request body in bytes.</summary>
    [Range(1024, 1 << 20)]
    public int MaxBodyBytes { get; set; } = 16 * 1024;

    /// <summary>Maximum number of requests per key and minute; without a key, per address and minute.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerMinute { get; set; } = 60_000;
}
