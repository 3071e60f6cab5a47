using Microsoft.Extensions.Logging;

namespace PathAlign.Web.Http;

internal static partial class RequestLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Endpoint} failed")]
    internal static partial void RequestFailed(this ILogger log, Exception error, string method, string endpoint);
}
