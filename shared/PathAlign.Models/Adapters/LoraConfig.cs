namespace PathAlign.Models.Adapters;

/// <summary>Rank and scale of an adapter.</summary>
/// <param name="Rank">Rank r of each change.</param>
/// <param name="Alpha">Numerator α of the scale: changes are multiplied by α/r.</param>
public sealed record LoraConfig(int Rank = 8, double Alpha = 8)
{
    /// <summary>The scale of changes, α/r.</summary>
    public double Scale => Alpha / Rank;

    /// <summary>Checks the ranges of both values.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Rank is < 1 or > 1024) throw new ArgumentException($"Rank: expected 1 to 1024, got {Rank}");
        if (!(Alpha > 0 && Alpha <= 4096))
            throw new ArgumentException($"Alpha: expected a number above 0, up to 4096, got {Alpha}");
    }
}
