namespace PathAlign.Feedback.Access;

/// <summary>The holder of a key, as registered.</summary>
internal sealed record Rater
{
    public required string Name { get; init; }

    public required RaterRole Role { get; init; }

    public required RaterKind Kind { get; init; }

    /// <summary>SHA-256 of the key, in hexadecimal digits; the key itself is nowhere stored.</summary>
    public required string KeySha256 { get; init; }
}
