namespace PathAlign.Standalone.Simulation.Pixels;

/// <summary>Mean and deviation of pixel values.</summary>
internal static class Samples
{
    /// <summary>The values in a mask.</summary>
    internal static double[] In(double[] values, bool[] mask) => [.. values.Where((_, i) => mask[i])];

    /// <summary>The mean; 0 of no values.</summary>
    internal static double Mean(double[] values) => values.Length == 0 ? 0 : values.Average();

    /// <summary>The standard deviation; 0 of no values.</summary>
    internal static double Deviation(double[] values)
    {
        if (values.Length == 0) return 0;
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
