using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Opening;

/// <summary>Checks images from elsewhere before a rater sees them: undamaged square PNGs of one size.</summary>
internal sealed class StudyImages(IObjectStore objects)
{
    private const int ReportEvery = 50;

    /// <exception cref="InvalidInputException">An image breaks a rule, or the real tiles have another
    /// size.</exception>
    /// <exception cref="ObjectNotFoundException">An image is missing.</exception>
    internal async Task CheckAsync(
        string imagesKey, RoundPlan plan, ImageManifest manifest, JobContext context, CancellationToken cancel)
    {
        var side = 0;
        foreach (var (i, entry) in manifest.Images.Index())
        {
            var image = Png.Decode(await objects.GetAsync(entry.Key, cancel), entry.Key);
            if (side == 0) side = image.Width;
            if (image.Width != image.Height || image.Width != side || side is < TileSet.LeastSize or > TileSet.MostSize)
                throw new InvalidInputException(
                    imagesKey,
                    $"images[{i}]",
                    $"expected square images of one size from {TileSet.LeastSize} to {TileSet.MostSize} px, found " +
                        $"{image.Width}×{image.Height} px{(i == 0 ? "" : $" after {side}×{side} px")} in {entry.Key}");
            if (i % ReportEvery == ReportEvery - 1) context.Report(i + 1, manifest.Images.Count, "images checked");
        }
        var real = (await new RoundInputs(objects).DataAsync(plan, cancel)).Train;
        if (real.Count > 0 && real.Size != side)
            throw new InvalidInputException(
                imagesKey,
                "images",
                $"expected images of {real.Size} px as the real tiles have, found {side} px");
    }
}
