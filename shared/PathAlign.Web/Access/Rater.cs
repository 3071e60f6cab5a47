namespace PathAlign.Web.Access;

/// <summary>Someone who may use the service, as registered.</summary>
internal sealed record Rater
{
    public required string Name { get; init; }

    public required RaterRole Role { get; init; }

    public required RaterKind Kind { get; init; }

    /// <summary>
    /// SHA-256 of the key, in hexadecimal digits; the key itself is nowhere stored. Null without a key.
    /// </summary>
    public string? KeySha256 { get; init; }

    /// <summary>
    /// Issuer and subject by which an organisation's provider knows the person; null for one who is known here alone.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>See <see cref="Passwords"/>; null without a password.</summary>
    public string? PasswordHash { get; init; }
}
