using Microsoft.Extensions.Logging;

namespace PathAlign.Messaging.Metrics;

internal static partial class GaugeLog
{
    [
        LoggerMessage(
            EventName = "GaugesUnread", Level = LogLevel.Warning, Message = "the metrics could not be looked up")
    ]
    internal static partial void GaugesUnread(this ILogger log, Exception error);
}
