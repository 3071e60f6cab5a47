using System.ComponentModel.DataAnnotations;

namespace PathAlign.Web.Http;

/// <summary>Limits of requests. A service's settings derive from it.</summary>
public abstract class RequestOptions
{
    /// <summary>The largest request body in bytes.</summary>
    [Range(1024, 1 << 20)]
    public int MaxBodyBytes { get; set; } = 16 * 1024;

    /// <summary>Requests that one key may make in a minute.</summary>
    [Range(1, 10_000_000)]
    public int RequestsPerMinute { get; set; } = 60_000;
}
