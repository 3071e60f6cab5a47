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

    [LoggerMessage(2, LogLevel.Information, "round {RoundId}: tiles and classifier are downloaded before its ratings")]
    internal static partial void FilesFetched(this ILogger log, string roundId);

    [LoggerMessage(3, LogLevel.Warning, "plan {PlanKey}: its files were not downloaded early; the training does it")]
    internal static partial void FilesNotFetched(this ILogger log, string planKey, Exception error);
}
