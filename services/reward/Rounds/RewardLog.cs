using Microsoft.Extensions.Logging;

namespace PathAlign.Reward.Rounds;

internal static partial class RewardLog
{
    [
        LoggerMessage(
            1,
            LogLevel.Information,
            "round {RoundId}: ratings of a rater have weight {Weight}: reliability {Reliability} from {Count} ratings")
    ]
    internal static partial void RaterWeighed(
        this ILogger log,
        string roundId,
        double weight,
        double? reliability,
        int count);

    [LoggerMessage(2, LogLevel.Information, "round {RoundId}: tiles and classifier are downloaded before its ratings")]
    internal static partial void FilesFetched(this ILogger log, string roundId);

    [LoggerMessage(3, LogLevel.Warning, "plan {PlanKey}: the early download failed; the training downloads the files")]
    internal static partial void FilesNotFetched(this ILogger log, string planKey, Exception error);
}
