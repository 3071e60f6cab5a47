using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Ratings;

internal static partial class RatingLog
{
    [
        LoggerMessage(
            2, LogLevel.Warning, "{Event} of round {RoundId} was stored but not published; it will be published later")
    ]
    internal static partial void NotPublished(this ILogger log, Exception error, string @event, string roundId);

    [
        LoggerMessage(
            3, LogLevel.Error, "rating {RatingId} was stored, but what follows from it failed; it will be done later")
    ]
    internal static partial void NotSettled(this ILogger log, Exception error, string ratingId);

    [LoggerMessage(4, LogLevel.Error, "set {SetId} could not be frozen or announced; it will be tried again")]
    internal static partial void SetNotHealed(this ILogger log, Exception error, string setId);

    [LoggerMessage(5, LogLevel.Error, "looking for what was left unannounced failed; it will be tried again")]
    internal static partial void AnnouncerFailed(this ILogger log, Exception error);

    [LoggerMessage(6, LogLevel.Information, "set {SetId} of round {RoundId} is frozen with {Count} ratings")]
    internal static partial void SetFrozen(this ILogger log, string setId, string roundId, int count);
}
