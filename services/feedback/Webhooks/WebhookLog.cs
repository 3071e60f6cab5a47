using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Webhooks;

internal static partial class WebhookLog
{
    [LoggerMessage(7, LogLevel.Error, "the search for due webhooks failed; it will be tried again")]
    internal static partial void WebhooksFailed(this ILogger log, Exception error);
}
