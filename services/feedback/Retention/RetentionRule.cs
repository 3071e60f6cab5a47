using PathAlign.Feedback.Settings;

namespace PathAlign.Feedback.Retention;

/// <summary>How long one kind of data is kept, and why.</summary>
/// <param name="What">The kind of data.</param>
/// <param name="Setting">The setting in days; null if the data is kept for ever.</param>
/// <param name="From">The event from which the days count.</param>
/// <param name="Reason">The reason for the default.</param>
/// <param name="Days">Reads the setting; 0 for ever.</param>
internal sealed record RetentionRule(
    string What, string? Setting, string From, string Reason, Func<RetentionOptions, int> Days)
{
    private const string Forever = "for ever";

    internal static RetentionRule Of(
        string what, string property, string from, string reason, Func<RetentionOptions, int> days) =>
        new(what, $"{RetentionOptions.Section}:{property}", from, reason, days);

    internal static RetentionRule Kept(string what, string reason) => new(what, null, "–", reason, _ => 0);

    /// <summary>The row of the table in docs/DATA-PROTECTION.md.</summary>
    internal string Row(int days) =>
        $"| {What} | {(Setting is null ? "–" : $"`{Setting}`")} | {(days == 0 ? Forever : $"{days} days")} | {From} " +
            $"| {Reason} |";
}
