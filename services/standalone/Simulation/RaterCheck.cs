using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Standalone.Simulation.Pixels;
using PathAlign.Statistics;

namespace PathAlign.Standalone.Simulation;

/// <summary>
/// How many held-out real tiles a simulated pathologist calls plausible: as they are, blurred, and under the name of
/// another class. Its verdicts on synthetic images mean no more than this.
/// </summary>
/// <param name="Real">As they are.</param>
/// <param name="Blurred">Blurred by three box filters of a hundredth of their width, at least a pixel.</param>
/// <param name="Renamed">Under the next class's name; null if there is one class.</param>
internal sealed record RaterCheck(Interval Real, Interval Blurred, Interval? Renamed)
{
    private const int MostTiles = 64;
    private const double BlurredShare = 0.01;

    /// <summary>Shows a rater up to 64 tiles, the same number of each class where there are enough.</summary>
    internal static RaterCheck Of(SimulatedPathologist rater, TileSet tiles, int classes, CancellationToken cancel)
    {
        var ofClass = Math.Max(1, MostTiles / classes);
        var shown = tiles.Labels.Index()
            .GroupBy(tile => tile.Item, tile => tile.Index)
            .SelectMany(c => Spaced([.. c], ofClass))
            .Take(MostTiles)
            .ToList();
        var seen = shown.AsParallel()
            .WithCancellation(cancel)
            .Select(i => (Tile: tiles.Image(i), Label: tiles.Labels[i]))
            .Select(
                e => (
                    Real: rater.IsNormal(e.Tile, e.Label),
                    Blurred: rater.IsNormal(Blurry(e.Tile), e.Label),
                    Renamed: rater.IsNormal(e.Tile, (e.Label + 1) % classes)))
            .ToList();
        return new RaterCheck(
            Wilson.Interval(seen.Count(s => s.Real), seen.Count),
            Wilson.Interval(seen.Count(s => s.Blurred), seen.Count),
            classes > 1 ? Wilson.Interval(seen.Count(s => s.Renamed), seen.Count) : null);
    }

    /// <summary>The figures, and below them what they say against the rater.</summary>
    internal IEnumerable<string> Lines()
    {
        var renamed = Renamed is null ? "" : $"; under another class's name, {Renamed}";
        yield return $"simulated pathologist: of {Real.Count} held-out real tiles it calls {Real} plausible; " +
            $"blurred, {Blurred}{renamed}";
        if (Real.Value < 0.5) yield return "simulated pathologist: it does not know these data: it refuses real tiles";
        foreach (var (what, share) in new[] { ("blurred", Blurred), ("wrongly named", Renamed) })
            if (share is not null && share.Low > Real.Value / 2)
                yield return "simulated pathologist: its ratings do not show this fault: it accepts more than half " +
                    $"as many {what} tiles as real ones";
    }

    // evenly: neighbours are often of one slide
    private static IEnumerable<int> Spaced(IReadOnlyList<int> tiles, int most)
    {
        var count = Math.Min(tiles.Count, most);
        return Enumerable.Range(0, count).Select(i => tiles[(int)((long)i * tiles.Count / count)]);
    }

    private static RgbImage Blurry(RgbImage tile)
    {
        var pixels = new byte[tile.Pixels.Length];
        for (var channel = 0; channel < 3; channel++)
        {
            double[] plane = [.. tile.Pixels.Index().Where(p => p.Index % 3 == channel).Select(p => (double)p.Item)];
            foreach (var (at, value) in BoxBlur.Of(plane, tile.Width, BlurredShare).Index())
                pixels[(3 * at) + channel] = (byte)Math.Round(value);
        }
        return new RgbImage(tile.Width, tile.Height, pixels);
    }
}
