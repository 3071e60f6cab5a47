namespace PathAlign.Web.Access;

/// <summary>A registered user of the service: a person or a program.</summary>
internal sealed record Rater
{
    public required string Name { get; init; }

    public required RaterRole Role { get; init; }

    public required RaterKind Kind { get; init; }

    /// <summary>
    /// SHA-256 of the key, in hexadecimal digits; the key itself is not stored. Null without a key.
    /// </summary>
    public string? KeySha256 { get; init; }

    /// <summary>
    /// SHA-256 of the key that came last from the settings, so that a start does not bring a replaced key back; null if
    /// none did.
    /// </summary>
    public string? SettingsKeySha256 { get; init; }

    /// <summary>
    /// Issuer and subject of the person at an organisation's provider; null for a person who is registered only here.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>See <see cref="Passwords"/>; null without a password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Whether the user is kept out: neither key, password, code nor session is accepted.</summary>
    public bool Disabled { get; init; }

    /// <summary>Sessions of an earlier generation have ended.</summary>
    public int Generation { get; init; }

    /// <summary>
    /// Whether a key, a password or a code lets the user in. A person of a provider comes only through the provider, so
    /// that nothing outlives the removal there.
    /// </summary>
    internal bool MayUseSecrets => !Disabled && Subject is null;
}
