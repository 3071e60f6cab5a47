using Microsoft.Extensions.Logging;

namespace PathAlign.Reward.Rounds;

internal static partial class RewardLog
{
    [
        LoggerMessage(
            1,
            LogLevel.Information,
            "round {RoundId}: the word of {Rater} weighs {Weight}: reliability {Reliability} by {Count} ratings that " +
                "tell")
    ]
    internal static partial void RaterWeighed(
        this ILogger log,
        string roundId,
        string rater,
        double weight,
        double? reliability,
        int count);
}
