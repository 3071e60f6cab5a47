namespace PathAlign.Feedback.Records;

/// <summary>
/// The secret of a set, stored under the set's id before its images. What raters and reviewers see (ids, orders, places
/// of hidden items, orientations) follows from it, so nobody can compute that from the code and a round's seed.
/// </summary>
internal sealed record SetSecret
{
    /// <summary>32 bytes in Base64.</summary>
    public required string Key { get; init; }

    /// <summary>
    /// Whether it follows from the round's seed. Only simulated raters see such a set: people could compute its secret.
    /// </summary>
    public bool Seeded { get; init; }

    /// <summary>The id of the set that raters see.</summary>
    public required string ShownAs { get; init; }
}
