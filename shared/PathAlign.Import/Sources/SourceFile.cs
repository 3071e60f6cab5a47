using PathAlign.Import.Duplicates;
using PathAlign.Import.Images;

namespace PathAlign.Import.Sources;

/// <summary>
/// A file of the imported folder, or an object in it, with the facts known so far: a row of import.csv.
/// </summary>
internal sealed record SourceFile
{
    /// <summary>Its path from the folder, with slashes.</summary>
    internal required string Name { get; init; }

    /// <summary>The object in the image that becomes the tile; null for the whole image.</summary>
    internal Box? Box { get; init; }

    /// <summary>The name of the file, with the box if there is one: no other row has it.</summary>
    internal string Id => Box is null ? Name : $"{Name} at {Box}";

    /// <summary>train, val or test; null if the source has no splits.</summary>
    internal string? Split { get; init; }

    /// <summary>Its class.</summary>
    internal string? Class { get; init; }

    /// <summary>Its patient or slide; null if unknown.</summary>
    internal string? Group { get; init; }

    /// <summary>Columns of the source image; 0 if it was not read.</summary>
    internal int Width { get; init; }

    /// <summary>Rows of the source image; 0 if it was not read.</summary>
    internal int Height { get; init; }

    /// <summary>SHA-256 of the source file.</summary>
    internal string? Sha256 { get; init; }

    /// <summary>The tile's path from the written folder.</summary>
    internal string? Output { get; init; }

    /// <summary>The changes that were made.</summary>
    internal IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>A duplicate of it; null if none was found.</summary>
    internal Twin? Twin { get; init; }

    /// <summary>Whether the duplicate is in another split.</summary>
    internal bool Leaks => Twin is { } twin && twin.Other.Split != Split;

    /// <summary>The reason why it was left out; null if it was imported.</summary>
    internal string? Skipped { get; init; }

    internal SourceFile Skip(string reason) => Skipped is null ? this with { Skipped = reason } : this;
}
