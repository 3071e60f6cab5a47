namespace PathAlign.Feedback.Records;

/// <summary>The erasure of a person, stored under the person's pseudonym.</summary>
public sealed record ErasureRun
{
    /// <summary>The person's name until no document and no object has it; then null.</summary>
    public string? Name { get; init; }

    /// <summary>The name that stands in place of the person's.</summary>
    public required string Pseudonym { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Who { get; init; }

    /// <summary>Whether the name is erased everywhere.</summary>
    public bool Done { get; init; }

    /// <summary>What the end waits for; null for nothing.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Why the last pass failed; null if it did not.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// The last pass begins at least this many seconds after the first one. A request that began before the account was
    /// closed, or a rating that waits for the broker, can still write the name after the first pass.
    /// </summary>
    public int SettleSeconds { get; init; }

    /// <summary>
    /// The end of the first pass, as Unix time in milliseconds: jobs that began before may still write the name.
    /// </summary>
    public long? PassedAt { get; init; }

    /// <summary>Number of changed entries, documents and objects, by kind.</summary>
    public IReadOnlyDictionary<string, int> Changed { get; init; } = new Dictionary<string, int>();

    /// <summary>Documents and objects whose free text still mentions the name, for a person to look at.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];
}
