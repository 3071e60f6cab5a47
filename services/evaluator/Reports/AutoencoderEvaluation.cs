using System.Diagnostics;
using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using PathAlign.Training.Classification;
using static TorchSharp.torch;

namespace PathAlign.Evaluator.Reports;

/// <summary>
/// Measures an autoencoder on test images: PSNR, structural similarity, what a classifier makes of the reconstructions,
/// and the time to decode one image.
/// </summary>
/// <param name="autoencoder">The autoencoder.</param>
/// <param name="data">The data; its test split is measured.</param>
/// <param name="countPerClass">Maximum number of test images of each class.</param>
/// <param name="classifier">The classifier that looks at images before and after; null for none.</param>
public sealed class AutoencoderEvaluation(
    AutoencoderModel autoencoder, TileDataset data, int countPerClass, ClassifierModel? classifier = null)
{
    private const int Shown = 2, Batch = 8;

    /// <summary>
    /// Writes the picture and returns the figures: one line per class, one for all, and the time to decode.
    /// </summary>
    /// <param name="picture">The file of the picture.</param>
    /// <param name="decoded">Called with the numbers of decoded and of all images.</param>
    /// <param name="cancel">Stops between batches.</param>
    public IReadOnlyList<string> Run(string picture, Action<int, int>? decoded, CancellationToken cancel)
    {
        if (data.Test.Size % autoencoder.Codec.Factor != 0)
            throw new ArgumentException(
                $"--data: expected images whose side is a multiple of {autoencoder.Codec.Factor} px, got " +
                    $"{data.Test.Size} px");
        var real = data.Test.Subset(Measured());
        if (real.Count == 0) throw new ArgumentException("--data: expected test images, found none");
        var reconstructed = Reconstructed(real, decoded, cancel);
        Draw(picture, real, reconstructed);
        var rows = Rows(real, reconstructed, cancel);
        return
        [
            .. rows.GroupBy(row => row.Code).Select(group => Line(group.Key, [.. group])),
            Line("all", rows),
            string.Create(CultureInfo.InvariantCulture, $"one image decoded in {DecodeSeconds():f3} s (median of 9)"),
        ];
    }

    /// <summary>The first test images of each class, class by class.</summary>
    private IReadOnlyList<int> Measured() =>
    [
        .. data.Description.Labels.SelectMany(
            label => Enumerable.Range(0, data.Test.Count).Where(i => data.Test.Labels[i] == label).Take(countPerClass)),
    ];

    private TileSet Reconstructed(TileSet real, Action<int, int>? decoded, CancellationToken cancel)
    {
        var images = new List<(int, RgbImage)>();
        foreach (var some in Enumerable.Range(0, real.Count).Chunk(Batch))
        {
            cancel.ThrowIfCancellationRequested();
            images.AddRange(
                some.Zip(Reconstruction.Of(autoencoder.Codec, real, some), (i, image) => (real.Labels[i], image)));
            decoded?.Invoke(images.Count, real.Count);
        }
        return TileSet.Of(real.Size, images);
    }

    private static void Draw(string picture, TileSet real, TileSet decoded)
    {
        int[] shown = [.. Enumerable.Range(0, real.Count).GroupBy(i => real.Labels[i]).SelectMany(g => g.Take(Shown))];
        AtomicFile.Write(
            picture,
            Png.Encode(
                TileGrid.Draw(
                    [new("real", [.. shown.Select(real.Image)]), new("decoded", [.. shown.Select(decoded.Image)])])));
    }

    private IReadOnlyList<Row> Rows(TileSet real, TileSet decoded, CancellationToken cancel)
    {
        var codes = data.Description.Codes.ToList();
        var (before, after) = (Predicted(real, cancel), Predicted(decoded, cancel));
        return
        [
            .. Enumerable.Range(0, real.Count).Select(
                i => new Row(
                    codes[real.Labels[i]],
                    Reconstruction.Psnr(decoded.Image(i), real.Image(i)),
                    StructuralSimilarity.Of(decoded.Image(i), real.Image(i)),
                    before?[i] == real.Labels[i],
                    after?[i] == real.Labels[i])),
        ];
    }

    private int[]? Predicted(TileSet tiles, CancellationToken cancel) => classifier is null
        ? null
        : ClassifierEvaluation.Run(classifier.Network, tiles, symmetries: false, cancel: cancel).Predicted;

    private string Line(string name, IReadOnlyList<Row> rows)
    {
        Interval Mean(Func<Row, double> figure) =>
            Bootstrap.Interval(rows.Count, sample => sample.Average(row => figure(rows[row])));
        var (psnr, similarity) = (Mean(row => row.Psnr), Mean(row => row.Similarity));
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-14} PSNR {psnr.Value:f2} dB [{psnr.Low:f2}, {psnr.High:f2}], " +
                $"SSIM {similarity.Value:f4} [{similarity.Low:f4}, {similarity.High:f4}]");
        if (classifier is not null)
            line += $", classified correctly {Share(rows, row => row.RightBefore)} before, " +
                $"{Share(rows, row => row.RightAfter)} after";
        return string.Create(CultureInfo.InvariantCulture, $"{line}, n={rows.Count}");
    }

    private static string Share(IReadOnlyList<Row> rows, Func<Row, bool> isRight) =>
        Wilson.Interval(rows.Count(isRight), rows.Count).ToString();

    private double DecodeSeconds()
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var latent = autoencoder.Codec.Encode(TileTensors.Signed(data.Test, [0]));
        double Once()
        {
            var clock = Stopwatch.StartNew();
            using var image = autoencoder.Codec.Decode(latent);
            return clock.Elapsed.TotalSeconds;
        }
        return Enumerable.Range(0, 9).Select(_ => Once()).Order().ElementAt(4);
    }

    private sealed record Row(string Code, double Psnr, double Similarity, bool RightBefore, bool RightAfter);
}
