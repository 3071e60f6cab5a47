namespace PathAlign.Web.Access;

/// <summary>The session of a signed-in browser, stored under the SHA-256 of its token.</summary>
internal sealed record Session
{
    public required string Rater { get; init; }

    /// <summary>The token that writes of this session must carry in a header; another site cannot know it.</summary>
    public required string CsrfToken { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long ExpiresAt { get; init; }

    /// <summary>The person's generation at the start; see <see cref="Access.Rater.Generation"/>.</summary>
    public int Generation { get; init; }

    /// <summary>Whether the person signed out.</summary>
    public bool Ended { get; init; }
}
