namespace PathAlign.Web.Audit;

/// <summary>What a walk through the audit log found.</summary>
/// <param name="Entries">Entries that hold together, from the first.</param>
/// <param name="Newest">The hash of the last of them: worth keeping elsewhere.</param>
/// <param name="Fault">What is wrong after them; null when nothing is.</param>
public sealed record AuditReport(long Entries, string Newest, string? Fault);
