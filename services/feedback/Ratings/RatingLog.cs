using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Ratings;

internal static partial class RatingLog
{
    [
        LoggerMessage(
            3, LogLevel.Error, "rating {RatingId} was stored, but what follows from it failed; it will be done later")
    ]
    internal static partial void NotSettled(this ILogger log, Exception error, string ratingId);

    [LoggerMessage(6, LogLevel.Information, "set {SetId} of round {RoundId} is frozen with {Count} ratings")]
    internal static partial void SetFrozen(this ILogger log, string setId, string roundId, int count);
}
