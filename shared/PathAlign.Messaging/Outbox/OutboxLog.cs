using Microsoft.Extensions.Logging;

namespace PathAlign.Messaging.Outbox;

internal static partial class OutboxLog
{
    [
        LoggerMessage(
            EventName = "EventPublishedLater",
            Level = LogLevel.Warning,
            Message = "{type} of round {roundId}: stored but not published; it will be published later")
    ]
    internal static partial void PublishedLater(this ILogger log, string type, string roundId, Exception error);

    [
        LoggerMessage(
            EventName = "NotReconciled",
            Level = LogLevel.Error,
            Message = "{type} {id}: interrupted work could not be finished; it will be tried again")
    ]
    internal static partial void NotReconciled(this ILogger log, string type, string id, Exception error);

    [
        LoggerMessage(
            EventName = "ReconcileFailed",
            Level = LogLevel.Error,
            Message = "{part} failed; it will be tried again in {seconds} s")
    ]
    internal static partial void ReconcileFailed(this ILogger log, string part, double seconds, Exception error);
}
