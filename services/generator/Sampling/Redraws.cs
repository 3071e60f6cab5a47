using System.Globalization;
using PathAlign.Training.Reward;

namespace PathAlign.Generator.Sampling;

/// <summary>When a tile is drawn again because a reward model finds it too little plausible.</summary>
/// <param name="Reward">The reward model.</param>
/// <param name="Attempts">How often at most, 0 to 100; 0 draws every tile once.</param>
/// <param name="LeastReward">The plausibility, 0 to 1, from which a tile is not drawn again.</param>
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
