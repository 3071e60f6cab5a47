namespace PathAlign.Storage.Documents;

/// <summary>A collection and its indexes.</summary>
/// <param name="Name">Lower-case letters and hyphens.</param>
/// <param name="Indexes">What is queried by.</param>
public sealed record CollectionSpec(string Name, params IReadOnlyList<IndexSpec> Indexes);

/// <summary>An index over top-level fields of the body.</summary>
/// <param name="Name">Lower-case letters and hyphens.</param>
/// <param name="Fields">The fields, most selective first.</param>
/// <param name="Unique">Whether no two documents may agree in all of them. Documents that lack a field are not held to
/// it.</param>
public sealed record IndexSpec(string Name, IReadOnlyList<string> Fields, bool Unique = false);
