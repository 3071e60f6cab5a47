namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>Otsu's threshold (1979): it splits values so that the means of both sides differ most.</summary>
internal sealed class Otsu(double largest)
{
    private const int Bins = 256;
    private readonly long[] _histogram = new long[Bins];

    /// <summary>Counts a value; values outside 0 to the largest count as the nearest.</summary>
    internal void Add(double value) => _histogram[(int)Math.Clamp(value / largest * Bins, 0, Bins - 1)]++;

    /// <summary>The threshold of all counted values.</summary>
    internal double Threshold()
    {
        double total = _histogram.Sum(), sum = _histogram.Select((n, i) => (double)n * i).Sum();
        double below = 0, sumBelow = 0, best = -1;
        var threshold = 0;
        for (var i = 0; i < Bins - 1; i++)
        {
            below += _histogram[i];
            sumBelow += (double)_histogram[i] * i;
            if (below == 0 || below == total) continue;
            var difference = (sumBelow / below) - ((sum - sumBelow) / (total - below));
            var between = below * (total - below) * difference * difference;
            if (between > best) (best, threshold) = (between, i + 1);
        }
        return threshold * largest / Bins;
    }
}
