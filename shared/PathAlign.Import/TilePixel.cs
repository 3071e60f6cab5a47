using PathAlign.Contracts.Datasets;
using PathAlign.Import.Images;
using PathAlign.Import.Sources;

namespace PathAlign.Import;

/// <summary>The size of a tile's pixel, which grows as images are reduced.</summary>
internal static class TilePixel
{
    private const double SameWithin = 1e-3;   // sides of whole pixels never reduce by quite the same

    /// <summary>
    /// A description of images as one of their tiles. Without one size for all tiles' pixels it names none, and the
    /// rating app shows no scale bar.
    /// </summary>
    internal static DatasetDescription Of(
        DatasetDescription description, IEnumerable<SourceFile> files, Framing framing)
    {
        if (description.MicrometresPerPixel is not { } ofImages) return description;
        var reductions = files.Where(file => file.Skipped is null)
            .Select(file => framing.Reduction(file.Width, file.Height, file.Box))
            .ToHashSet();
        var isOne = reductions.Max() <= reductions.Min() * (1 + SameWithin);
        return description with
        {
            MicrometresPerPixel = isOne ? Math.Round(ofImages * reductions.Max(), 6) : null,
        };
    }
}
