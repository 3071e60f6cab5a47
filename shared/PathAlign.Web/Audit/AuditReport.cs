namespace PathAlign.Web.Audit;

/// <summary>The result of a verification of the audit log.</summary>
/// <param name="Entries">Number of valid entries, from the first.</param>
/// <param name="Newest">The hash of the last valid entry, to be stored in another place.</param>
/// <param name="Fault">The fault after the valid entries; null if there is none.</param>
public sealed record AuditReport(long Entries, string Newest, string? Fault);
