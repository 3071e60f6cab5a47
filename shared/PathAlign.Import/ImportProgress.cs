namespace PathAlign.Import;

/// <summary>How far an import is.</summary>
/// <param name="Stage">check (headers) or import.</param>
/// <param name="Done">Files that are done.</param>
/// <param name="Total">All files.</param>
public sealed record ImportProgress(string Stage, int Done, int Total);
