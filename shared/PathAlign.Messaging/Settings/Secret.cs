using Microsoft.Extensions.Hosting;
using PathAlign.Storage;

namespace PathAlign.Messaging.Settings;

/// <summary>What a password or a key may not be outside Development.</summary>
public static class Secret
{
    /// <summary>What is wrong with a secret, in one sentence that does not show it; null when nothing is.</summary>
    /// <param name="key">The setting's name.</param>
    /// <param name="value">The secret.</param>
    /// <param name="environment">Where the process runs; in Development anything goes that is not empty.</param>
    /// <param name="shortest">The fewest characters.</param>
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
