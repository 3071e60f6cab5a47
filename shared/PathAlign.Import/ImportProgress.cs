namespace PathAlign.Import;

/// <summary>The progress of an import.</summary>
/// <param name="Stage">check (headers), depth (of 16-bit images) or import.</param>
/// <param name="Done">Processed files.</param>
/// <param name="Total">All files.</param>
public sealed record ImportProgress(string Stage, int Done, int Total);
