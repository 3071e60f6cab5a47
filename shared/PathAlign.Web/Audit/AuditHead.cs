namespace PathAlign.Web.Audit;

/// <summary>The head of the audit log, stored apart from the entries: it reveals that the last ones were removed.
/// </summary>
/// <param name="Number">The number of the newest entry.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record AuditHead(long Number, string Hash);

/// <summary>The head of the audit log at one time, kept outside the store.</summary>
/// <param name="At">The time.</param>
/// <param name="Number">The number of the newest entry.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record AuditAnchor(DateTimeOffset At, long Number, string Hash);
