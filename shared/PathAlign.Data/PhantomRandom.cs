namespace PathAlign.Data;

/// <summary>Random numbers by SplitMix64 (Steele et al. 2014): a seed gives the same tile on every machine.</summary>
internal sealed class PhantomRandom(ulong seed)
{
    private ulong _state = seed;

    internal double Unit()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    internal double Uniform(double low, double high) => low + ((high - low) * Unit());

    /// <summary>A sample of approximately normal distribution: the sum of twelve uniform samples.</summary>
    internal double Normal(double mean, double deviation)
    {
        double sum = -6;
        for (var i = 0; i < 12; i++) sum += Unit();
        return mean + (deviation * sum);
    }
}
