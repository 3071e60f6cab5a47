using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Plans;
using PathAlign.Data;
using PathAlign.Import;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Studies;

/// <summary>Stores what a study needs and makes its plan; the same study again stores nothing and has the same
/// plan.</summary>
internal sealed class StudyStart(IObjectStore objects, string workFolder, Action<string> say)
{
    private const int LargeTiles = 64;   // from here the stem of the shipped cell classifier sees more, and is faster
    private const int MostListed = 5;

    /// <exception cref="Files.InvalidInputException">Images or settings break a rule.</exception>
    /// <exception cref="ArgumentException">The images do not fit the real tiles or the number of ratings.</exception>
    internal async Task<RoundPlan> PlanAsync(StudySettings settings, CancellationToken cancel)
    {
        var images = LabelledImages.Open(
            settings.Images with { Description = settings.Dataset ?? RealDescription(settings) }, cancel);
        if (settings.Real is { } real && real.Train.Size != images.Size)
            throw new ArgumentException(
                $"--data: expected real tiles of {images.Size} px as the images have, found {real.Train.Size} px; " +
                    $"--size {real.Train.Size} scales the images");
        var lines = new ProgressLines(say);
        var upload = new StudyUpload(objects, (done, total) => lines.Report("storing images", done, total));
        var manifestKey = await upload.StoreAsync(images, cancel);
        Tell(images, upload);
        var models = new RoundModels(objects, workFolder);
        var study = new StudyPlan
        {
            StudyId = settings.StudyId,
            ManifestKey = manifestKey,
            Dataset = images.Description,
            DataKey = settings.Real is { } data ? await models.DataAsync(settings.Data!, data, cancel) : null,
            DataName = settings.Data is { } path ? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)) : null,
            ClassifierKey = await models.WeightsAsync(settings.Classifier ?? Shipped(images.Size), cancel),
            Seed = settings.Seed,
            Rating = Rating(settings, upload.Labels),
            Reward = settings.Reward,
        };
        return await new StudyRounds(objects, new RoundInputs(objects)).PlanAsync(study, cancel);
    }

    // The pixel size of real tiles says nothing about images that are scaled to look like them.
    private static DatasetDescription? RealDescription(StudySettings settings) =>
        settings.Real is not { Description: var real } ? null
        : settings.Images.Size is null ? real
        : real with { MicrometresPerPixel = null };

    private static string Shipped(int size) =>
        (size < LargeTiles ? ShippedModels.Tissue : ShippedModels.BloodCells).Classifier;

    private static RatingPlan Rating(StudySettings settings, IReadOnlyList<int> labels)
    {
        if (settings.Ratings is not { } wanted) return settings.Rating;
        var most = settings.Rating.SideBySide ? labels.CountBy(label => label).Sum(of => of.Value / 2) : labels.Count;
        return wanted >= 1 && wanted <= most
            ? settings.Rating with { Share = (double)wanted / most }
            : throw new ArgumentException(
                $"--ratings: expected 1 to {most}, the number of " +
                    $"{(settings.Rating.SideBySide ? "pairs" : "images")}, got {wanted}");
    }

    private void Tell(LabelledImages images, StudyUpload upload)
    {
        IReadOnlyList<SkippedFile> skipped = [.. images.Skipped, .. upload.Copies];
        say(
            $"images: {upload.Labels.Count} of {images.Size} px in " +
                $"{images.Description.Classes.Count} classes");
        if (skipped.Count == 0) return;
        say($"left out: {skipped.Count}");
        foreach (var file in skipped.Take(MostListed)) say($"  {file.Path}: {file.Reason}");
        if (skipped.Count > MostListed) say($"  and {skipped.Count - MostListed} more");
    }
}
