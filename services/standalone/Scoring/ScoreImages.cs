using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Import;
using PathAlign.Reward.Scoring;
using PathAlign.Standalone.Studies;

namespace PathAlign.Standalone.Scoring;

/// <summary>Scores images from elsewhere, some at a time, so that memory holds only a few of them.</summary>
internal sealed class ScoreImages(LoadedReward reward, KnownRatings ratings, Action<int, int> progress)
{
    private const int Batch = 64;

    /// <summary>The scores, in the order of the images; damaged images are left out.</summary>
    internal IReadOnlyList<ScoredImage> Run(LabelledImages images, CancellationToken cancel)
    {
        var scored = new List<ScoredImage>(images.Images.Count);
        foreach (var batch in images.Decoded().Chunk(Batch))
        {
            cancel.ThrowIfCancellationRequested();
            var tiles = TileSet.Of(images.Size, [.. batch.Select(one => (one.Image.Label, one.Pixels))]);
            var scores = TileScores.Of(reward.Network, tiles, cancel);
            scored.AddRange(batch.Select((one, i) => Scored(one.Image, one.Pixels, scores[i])));
            progress(scored.Count, images.Images.Count);
        }
        return scored;
    }

    private ScoredImage Scored(LabelledImage image, RgbImage pixels, TileScore score)
    {
        var rated = ratings.Of(StudyUpload.KeyOf(pixels), reward.Dataset.Classes[image.Label].Code);
        return new ScoredImage(image, score, rated?.Plausibility, rated?.Taught ?? false);
    }
}
