using System.Diagnostics;
using System.Globalization;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Sampling;
using PathAlign.Statistics;
using PathAlign.Training;
using static TorchSharp.torch;

namespace PathAlign.Evaluator.Reports;

/// <summary>Measures an autoencoder on test images: PSNR, structural similarity, and the time to decode one.</summary>
public sealed class AutoencoderEvaluation(AutoencoderModel autoencoder, TileDataset data, int countPerClass)
{
    private const int Shown = 2;

    /// <summary>
    /// Writes the picture and returns the figures: one line per class, one for all, and the time to decode.
    /// </summary>
    public IEnumerable<string> Run(string picture, CancellationToken cancel)
    {
        if (data.Test.Size % autoencoder.Codec.Factor != 0)
            throw new ArgumentException(
                $"--data: expected images whose side is a multiple of {autoencoder.Codec.Factor} px, got " +
                    $"{data.Test.Size} px");
        var rows = new List<(string code, double psnr, double similarity)>();
        var (real, decoded) = (new List<RgbImage>(), new List<RgbImage>());
        foreach (var (code, label) in data.Description.Codes.Select((code, label) => (code, label)))
        {
            var indices = Enumerable.Range(0, data.Test.Count).Where(i => data.Test.Labels[i] == label)
                .Take(countPerClass).ToList();
            foreach (var index in indices)
            {
                cancel.ThrowIfCancellationRequested();
                var (before, after) = (
                    data.Test.Image(index), Reconstruction.Of(autoencoder.Codec, data.Test, [index])[0]);
                rows.Add((code, Reconstruction.Psnr(after, before), StructuralSimilarity.Of(after, before)));
                if (real.Count < Shown * (label + 1)) (real, decoded) = ([.. real, before], [.. decoded, after]);
            }
        }
        if (rows.Count == 0) throw new ArgumentException("--data: expected test images, found none");
        AtomicFile.Write(picture, Png.Encode(TileGrid.Draw([new("real", real), new("decoded", decoded)])));
        foreach (var group in rows.GroupBy(row => row.code)) yield return Line(group.Key, [.. group]);
        yield return Line("all", rows);
        yield return string.Create(
            CultureInfo.InvariantCulture, $"one image decoded in {DecodeSeconds():f3} s (median of 9)");
    }

    private static string Line(string name, IReadOnlyList<(string code, double psnr, double similarity)> rows)
    {
        Interval Mean(Func<(string code, double psnr, double similarity), double> figure) =>
            Bootstrap.Interval(rows.Count, sample => sample.Average(row => figure(rows[row])));
        var (psnr, similarity) = (Mean(row => row.psnr), Mean(row => row.similarity));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-14} PSNR {psnr.Value:f2} dB [{psnr.Low:f2}, {psnr.High:f2}], " +
                $"SSIM {similarity.Value:f4} [{similarity.Low:f4}, {similarity.High:f4}], n={rows.Count}");
    }

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
}
