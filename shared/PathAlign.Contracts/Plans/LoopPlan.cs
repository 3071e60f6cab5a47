using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>
/// A loop of rounds: when a round ends, the generator service starts the next one from the champion.
/// </summary>
public sealed record LoopPlan
{
    /// <summary>The highest round number.</summary>
    public const int MostRounds = 1_000_000;

    /// <summary>The number of the last round.</summary>
    [Range(1, MostRounds)]
    public int LastRound { get; init; } = MostRounds;

    /// <summary>
    /// Whether the reward model of each round chooses which images of the next one are rated, see
    /// <see cref="RatingPlan.RewardKey"/>.
    /// </summary>
    public bool ActiveOrder { get; init; }
}
