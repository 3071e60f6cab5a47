using Microsoft.Extensions.Logging;

namespace PathAlign.Web.Access;

internal static partial class SignInLog
{
    [LoggerMessage(8, LogLevel.Warning, "the sign-in provider did not authenticate the person: {Reason}")]
    internal static partial void SignInFailed(this ILogger log, string reason);

    [LoggerMessage(9, LogLevel.Warning, "the sign-in provider is unavailable: {Reason}")]
    internal static partial void ProviderAway(this ILogger log, string reason);

    [LoggerMessage(16, LogLevel.Error, "refused sign-ins could not be written into the audit log: {Reason}")]
    internal static partial void RefusalsUnwritten(this ILogger log, string reason);
}
