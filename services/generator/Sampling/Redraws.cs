using System.Globalization;
using PathAlign.Training.Reward;

namespace PathAlign.Generator.Sampling;

/// <summary>How often a tile is drawn, for a reward model to choose.</summary>
/// <param name="Reward">The reward model.</param>
/// <param name="Attempts">How often a tile is drawn again, 0 to 100.</param>
/// <param name="LeastReward">The plausibility, 0 to 1, from which a tile is not drawn again; 1 makes all
/// attempts.</param>
public sealed record Redraws(RewardModel Reward, int Attempts, double LeastReward)
{
    private const int MostAttempts = 100;   // more would not fit into a tile's index

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public static void Validate(int attempts, double leastReward)
    {
        if (attempts is < 0 or > MostAttempts)
            throw new ArgumentException($"--reward-attempts: expected 0 to {MostAttempts}, got {attempts}");
        if (leastReward is not (>= 0 and <= 1))
            throw new ArgumentException(
                $"--least-reward: expected 0 to 1, got {leastReward.ToString(CultureInfo.InvariantCulture)}");
    }
}
