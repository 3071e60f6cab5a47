namespace PathAlign.Data;

/// <summary>A file in a data set's folder that was not read.</summary>
/// <param name="Path">Its path, relative to the folder.</param>
/// <param name="Reason">Why it was not read.</param>
public sealed record SkippedFile(string Path, string Reason);
