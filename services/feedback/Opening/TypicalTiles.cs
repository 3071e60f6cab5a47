using PathAlign.Data;
using PathAlign.Imaging;

namespace PathAlign.Feedback.Opening;

/// <summary>
/// The tiles of a class that are nearest to its mean in colour and texture. A feature counts in standard deviations of
/// the class, so that none outweighs the others. The same tiles always give the same choice.
/// </summary>
internal static class TypicalTiles
{
    private const int Features = 7, MostExamined = 500;
    private const double RoundingVariance = 1e-12;   // what flat tiles differ by, from rounding alone

    /// <summary>At most so many tiles of a class, the most typical first.</summary>
    internal static IReadOnlyList<int> Of(TileSet tiles, int label, int count)
    {
        var examined = Examined(tiles, label);
        var features = examined.AsParallel().AsOrdered().Select(tile => Measure(tiles.Tile(tile), tiles.Size)).ToList();
        var distances = Distances(features);
        return
        [
            .. examined.Zip(distances)
                .OrderBy(pair => pair.Second)
                .DistinctBy(pair => pair.Second)   // the same distance to the last digit: a copy
                .Take(count)
                .Select(pair => pair.First)
        ];
    }

    /// <summary>All tiles of the class, or evenly spaced ones of a large class.</summary>
    private static List<int> Examined(TileSet tiles, int label)
    {
        var all = Enumerable.Range(0, tiles.Count).Where(tile => tiles.Labels[tile] == label).ToList();
        var examined = Math.Min(all.Count, MostExamined);
        return [.. Enumerable.Range(0, examined).Select(i => all[(int)((long)i * all.Count / examined)])];
    }

    /// <summary>
    /// Mean and standard deviation of the optical density of red, green and blue; mean difference between neighbours.
    /// </summary>
    private static double[] Measure(ReadOnlySpan<byte> pixels, int size)
    {
        var (measured, differences) = (new double[Features], 0.0);
        for (var i = 0; i < pixels.Length; i++)
        {
            var density = StainSpace.Density(pixels[i]);
            measured[i % 3] += density;
            measured[3 + (i % 3)] += density * density;
            if (i >= 3 * size) differences += Math.Abs(density - StainSpace.Density(pixels[i - (3 * size)]));
            if (i % (3 * size) >= 3) differences += Math.Abs(density - StainSpace.Density(pixels[i - 3]));
        }
        var count = size * size;
        for (var channel = 0; channel < 3; channel++)
        {
            var mean = measured[channel] / count;
            measured[3 + channel] = Math.Sqrt(Math.Max(0, (measured[3 + channel] / count) - (mean * mean)));
            measured[channel] = mean;
        }
        measured[6] = differences / count;
        return measured;
    }

    /// <summary>Squared distances to the mean, in standard deviations.</summary>
    private static double[] Distances(List<double[]> features)
    {
        var distances = new double[features.Count];
        for (var f = 0; f < Features && features.Count > 0; f++)
        {
            var mean = features.Average(tile => tile[f]);
            var variance = features.Average(tile => (tile[f] - mean) * (tile[f] - mean));
            if (variance < RoundingVariance) continue;
            for (var i = 0; i < features.Count; i++)
                distances[i] += (features[i][f] - mean) * (features[i][f] - mean) / variance;
        }
        return distances;
    }
}
