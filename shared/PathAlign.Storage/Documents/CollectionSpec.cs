namespace PathAlign.Storage.Documents;

/// <summary>A collection and its indexes.</summary>
/// <param name="Name">Lower-case letters and hyphens.</param>
/// <param name="Indexes">The indexes that queries use.</param>
public sealed record CollectionSpec(string Name, params IReadOnlyList<IndexSpec> Indexes);

/// <summary>An index over top-level fields of the body.</summary>
/// <param name="Name">Lower-case letters and hyphens.</param>
/// <param name="Fields">The fields, most selective first.</param>
/// <param name="Unique">Whether no two documents may have the same values in all fields. Documents without one of the
/// fields are exempt.</param>
public sealed record IndexSpec(string Name, IReadOnlyList<string> Fields, bool Unique = false);
