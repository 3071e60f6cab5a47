using Microsoft.Extensions.Logging;

namespace PathAlign.Feedback.Erasure;

internal static partial class ErasureLog
{
    [LoggerMessage(14, LogLevel.Information, "a person is erased and is now {Pseudonym}: changed {What}")]
    internal static partial void PersonErased(this ILogger log, string pseudonym, string what);
}
