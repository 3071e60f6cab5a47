namespace PathAlign.Web.Access;

/// <summary>A browser that someone signed in with, stored under the SHA-256 of its token.</summary>
internal sealed record Session
{
    public required string Rater { get; init; }

    /// <summary>What writes of this session have to bear in a header: another site cannot know it.</summary>
    public required string CsrfToken { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>Whether its holder signed out.</summary>
    public bool Ended { get; init; }
}
