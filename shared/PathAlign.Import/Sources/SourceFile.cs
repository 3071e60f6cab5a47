using PathAlign.Import.Duplicates;

namespace PathAlign.Import.Sources;

/// <summary>A file of the folder that is imported, and what is known of it so far: a row of import.csv.</summary>
internal sealed record SourceFile
{
    /// <summary>Its path from the folder, with slashes.</summary>
    internal required string Name { get; init; }

    /// <summary>train, val or test; null where the source names none.</summary>
    internal string? Split { get; init; }

    /// <summary>Its class.</summary>
    internal string? Class { get; init; }

    /// <summary>The patient or slide that it is of; null where that is unknown.</summary>
    internal string? Group { get; init; }

    /// <summary>Columns of the source image; 0 where it was not read.</summary>
    internal int Width { get; init; }

    /// <summary>Rows of the source image; 0 where it was not read.</summary>
    internal int Height { get; init; }

    /// <summary>SHA-256 of the source file.</summary>
    internal string? Sha256 { get; init; }

    /// <summary>The tile, from the folder that is written.</summary>
    internal string? Output { get; init; }

    /// <summary>What was changed on the way.</summary>
    internal IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Another file that shows the same; null where none was found.</summary>
    internal Twin? Twin { get; init; }

    /// <summary>Whether the same is in two splits.</summary>
    internal bool Leaks => Twin is { } twin && twin.Other.Split != Split;

    /// <summary>Why it was left out; null where it was not.</summary>
    internal string? Skipped { get; init; }

    internal SourceFile Skip(string reason) => Skipped is null ? this with { Skipped = reason } : this;
}
