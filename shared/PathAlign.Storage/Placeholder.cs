namespace PathAlign.Storage;

/// <summary>Secrets from examples and container images, which everyone knows.</summary>
public static class Placeholder
{
    private static readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase)
    {
        "admin", "change-me", "changeme", "example", "guest", "minioadmin", "mongo", "password", "pathalign", "root",
            "secret", "test",
    };

    /// <summary>Whether a secret is one of these placeholders.</summary>
    public static bool Is(string secret) =>
        _known.Contains(secret) || secret.Contains("changeme", StringComparison.OrdinalIgnoreCase);
}
