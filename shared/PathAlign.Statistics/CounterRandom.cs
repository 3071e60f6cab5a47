namespace PathAlign.Statistics;

/// <summary>
/// Random numbers as a pure function of a counter (SplitMix64, Steele et al. 2014). A resumed run therefore draws the
/// same numbers.
/// </summary>
public struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>The stream of a seed and up to two coordinates, such as step and purpose.</summary>
    public CounterRandom(ulong seed, ulong first, ulong second = 0)
    {
        _state = Mix(Mix(Mix(seed) ^ first) ^ second);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Finish(_state += Golden);

    /// <summary>The next number in [0, 1).</summary>
    public double NextUnit() => Unit(Next());

    /// <summary>The next number in [low, high).</summary>
    public double NextUniform(double low, double high) => low + ((high - low) * NextUnit());

    /// <summary>The next whole number from 0 to <paramref name="bound"/> − 1.</summary>
    public int NextInt(int bound) => (int)(NextUnit() * bound);

    /// <summary>A random permutation of 0 to <paramref name="count"/> − 1 (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    /// <summary>Mixes 64 bits: every bit of the input affects every bit of the output.</summary>
    public static ulong Mix(ulong value) => Finish(value + Golden);

    /// <summary>The upper 53 bits as a number in [0, 1).</summary>
    public static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
