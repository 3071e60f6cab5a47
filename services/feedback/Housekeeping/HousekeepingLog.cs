using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Housekeeping;

internal static partial class HousekeepingLog
{
    [LoggerMessage(15, LogLevel.Error, "an erasure or a sweep failed; it will be continued in a minute")]
    internal static partial void HousekeepingFailed(this ILogger log, Exception error);
}
