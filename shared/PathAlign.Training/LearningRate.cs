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
}
