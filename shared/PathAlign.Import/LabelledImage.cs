using PathAlign.Imaging;

namespace PathAlign.Import;

/// <summary>An image from elsewhere.</summary>
/// <param name="Name">Its path in the folder, or its split and place in the archive.</param>
/// <param name="Label">Its class.</param>
/// <param name="Read">Decodes it; throws <see cref="Files.InvalidInputException"/> if it is damaged.</param>
public sealed record LabelledImage(string Name, int Label, Func<RgbImage> Read);
