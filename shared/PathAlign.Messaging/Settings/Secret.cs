using Microsoft.Extensions.Hosting;
using PathAlign.Storage;

namespace PathAlign.Messaging.Settings;

/// <summary>Checks passwords and keys; outside Development they must be secrets of one's own.</summary>
public static class Secret
{
    /// <summary>The error of a secret, in one sentence that does not show it; null if the secret is valid.</summary>
    /// <param name="key">The setting's name.</param>
    /// <param name="value">The secret.</param>
    /// <param name="environment">The environment of the process; in Development every non-empty secret is
    /// valid.</param>
    /// <param name="shortest">Minimum number of characters.</param>
    public static string? Fault(string key, string value, IHostEnvironment environment, int shortest = 8)
    {
        if (value.Length == 0) return $"{key}: expected a secret, found none";
        if (environment.IsDevelopment()) return null;
        if (Placeholder.Is(value))
            return $"{key}: expected your own secret outside Development, found a placeholder";
        return value.Length < shortest
            ? $"{key}: expected at least {shortest} characters outside Development, found {value.Length}"
            : null;
    }
}
