using System.Globalization;
using PathAlign.Feedback.Settings;

namespace PathAlign.Feedback.Retention;

/// <summary>The times before which data is due, in one sweep.</summary>
/// <param name="options">The settings.</param>
/// <param name="now">The start of the sweep.</param>
internal sealed class RetentionLimits(RetentionOptions options, DateTimeOffset now)
{
    /// <summary>What happened before this time is due; null if the data is kept for ever.</summary>
    internal DateTimeOffset? Before(RetentionRule rule) =>
        rule.Days(options) is > 0 and var days ? now.AddDays(-days) : null;

    /// <summary>The same in Unix milliseconds.</summary>
    internal long? BeforeMs(RetentionRule rule) => Before(rule)?.ToUnixTimeMilliseconds();

    /// <summary>A time for people.</summary>
    internal static string Day(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
