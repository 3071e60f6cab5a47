namespace PathAlign.Training;

/// <summary>Learning rates as pure functions of the step.</summary>
public static class LearningRate
{
    /// <summary>
    /// A linear rise over <paramref name="warmup"/> steps, then half a cosine down to <paramref name="final"/> of the
    /// peak.
    /// </summary>
    public static double WarmupCosine(double peak, long step, long warmup, long total, double final = 0)
    {
        if (step < warmup) return peak * (step + 1) / warmup;
        var progress = Math.Min(1, (double)(step - warmup) / Math.Max(1, total - warmup));
        return peak * (final + ((1 - final) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }

    /// <summary>
    /// Half a cosine from the peak to 0, again and again; each period is twice as long as the one before (Loshchilov
    /// and Hutter 2017, equation 5).
    /// </summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="first">Number of steps of the first period.</param>
    public static double CosineRestarts(double peak, long step, long first)
    {
        var (start, length) = (0L, first);
        while (step >= start + length) (start, length) = (start + length, 2 * length);
        return peak * 0.5 * (1 + Math.Cos(Math.PI * (step - start) / length));
    }
}
