namespace PathAlign.Import.Images;

/// <summary>What an image's header says, checked.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Changes">What has to change on the way to 8-bit RGB; empty where nothing has.</param>
internal sealed record ImageHeader(int Width, int Height, IReadOnlyList<string> Changes);
