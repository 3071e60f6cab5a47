using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Plans;

/// <summary>
/// A loop of rounds: when a round ends, the generator service asks for the next one, which starts from the champion.
/// </summary>
public sealed record LoopPlan
{
    /// <summary>The highest number of a round.</summary>
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
