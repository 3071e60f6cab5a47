namespace PathAlign.Data;

/// <summary>A file in a data set's folder that was left out.</summary>
/// <param name="Path">Where it lies, from the folder.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedFile(string Path, string Reason);
