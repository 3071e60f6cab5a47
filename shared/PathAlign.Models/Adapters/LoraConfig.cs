namespace PathAlign.Models.Adapters;

/// <summary>The shape of an adapter.</summary>
/// <param name="Rank">Rank of each change, r.</param>
/// <param name="Alpha">Scale: changes count α/r.</param>
public sealed record LoraConfig(int Rank = 8, double Alpha = 8)
{
    /// <summary>α/r.</summary>
    public double Scale => Alpha / Rank;

    /// <exception cref="ArgumentException">A value out of its range; the message names it.</exception>
    public void Validate()
    {
        if (Rank is < 1 or > 1024) throw new ArgumentException($"Rank: expected 1 to 1024, got {Rank}");
        if (!(Alpha > 0 && Alpha <= 4096))
            throw new ArgumentException($"Alpha: expected a number above 0, up to 4096, got {Alpha}");
    }
}
