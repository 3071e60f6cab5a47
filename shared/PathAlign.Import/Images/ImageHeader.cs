namespace PathAlign.Import.Images;

/// <summary>The checked content of an image's header.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Changes">The changes needed to get 8-bit RGB; empty if there are none.</param>
internal sealed record ImageHeader(int Width, int Height, IReadOnlyList<string> Changes);
