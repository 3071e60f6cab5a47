using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Retention;

internal static partial class RetentionLog
{
    [LoggerMessage(13, LogLevel.Information, "a sweep removed {What}")]
    internal static partial void Swept(this ILogger log, string what);
}
