using Microsoft.Extensions.Logging;

namespace PathAlign.Web.Audit;

internal static partial class AuditEvents
{
    [LoggerMessage(11, LogLevel.Information, "audit log: entry {Number} has the hash {Hash}")]
    internal static partial void AuditAnchored(this ILogger log, long number, string hash);

    [LoggerMessage(12, LogLevel.Error, "audit log: the anchor was not written: {Reason}")]
    internal static partial void AnchorFailed(this ILogger log, string reason);
}
