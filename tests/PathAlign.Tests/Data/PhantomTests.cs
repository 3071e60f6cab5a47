using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Data;

public sealed class PhantomTests
{
    private static readonly TileDataset Small = Phantom.Create(
        seed: 4, trainPerClass: 20, validationPerClass: 4, testPerClass: 10);

    [Fact]
    public void The_same_seed_draws_the_same_tiles_and_another_seed_others()
    {
        var again = Phantom.Create(seed: 4, trainPerClass: 20, validationPerClass: 4, testPerClass: 10);

        Assert.Equal(Small.Train.PixelHash(), again.Train.PixelHash());
        Assert.NotEqual(
            Small.Train.PixelHash(),
            Phantom.Create(seed: 5, trainPerClass: 20, validationPerClass: 4, testPerClass: 10).Train.PixelHash());
        Assert.True(Small.Synthetic);
    }

    [Fact]
    public void Simple_image_analysis_tells_the_nine_classes_apart()
    {
        var centres = Enumerable.Range(0, 9)
            .Select(c => Mean(Features(Small.Train).Where((_, i) => Small.Train.Labels[i] == c).ToList()))
            .ToArray();

        var right = Features(Small.Validation).Select(
            (f, i) => Enumerable.Range(0, 9).MinBy(c => Distance(f, centres[c])) == Small.Validation.Labels[i]).Count(
                x => x);

        Assert.True(
            right >= 0.85 * Small.Validation.Count,
            $"{right} of {Small.Validation.Count} by the nearest mean of five simple features");
    }

    [Fact]
    public void The_test_split_is_stained_as_another_centre_does()
    {
        static double Eosin(TileSet tiles) => Features(tiles).Average(f => f[1]);

        Assert.True(Eosin(Small.Test) < 0.9 * Eosin(Small.Validation));
    }

    [Fact]
    public void A_folder_of_tiles_gives_back_what_was_written()
    {
        using var folder = new TemporaryFolder();
        var data = Phantom.Create(1, 16, 2, 1, 1);

        TileFolder.Write(folder.Path, data);
        var read = TileFolder.Load(folder.Path);

        Assert.Equal(data.Train.Count, read.Train.Count);
        Assert.Equal(Tiles(data.Train), Tiles(read.Train));
    }

    private static List<string> Tiles(TileSet set) =>
        [.. Enumerable.Range(0, set.Count).Select(i => set.Labels[i] + Convert.ToHexString(set.Tile(i))).Order()];

    /// <summary>Mean and spread of haematoxylin and eosin, and the share of white.</summary>
    private static IEnumerable<double[]> Features(TileSet tiles) => Enumerable.Range(0, tiles.Count).Select(index =>
    {
        var pixels = tiles.Tile(index).ToArray().Chunk(3).Select(p => StainSpace.Amounts(p[0], p[1], p[2])).ToList();
        var (h, e) = (pixels.Average(p => p.haematoxylin), pixels.Average(p => p.eosin));
        return new[]
        {
            h, e, 2 * Math.Sqrt(pixels.Average(p => (p.haematoxylin - h) * (p.haematoxylin - h))),
            2 * Math.Sqrt(pixels.Average(p => (p.eosin - e) * (p.eosin - e))),
            0.3 * pixels.Count(p => p.haematoxylin + p.eosin < 0.12) / pixels.Count,
        };
    });

    private static double[] Mean(List<double[]> rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(r => r[i]))];

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
