namespace PathAlign.Web.Audit;

/// <summary>An entry of the audit log, as operators read it.</summary>
/// <param name="Number">Its number: from 1, without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="Who">Who acted.</param>
/// <param name="What">What was done.</param>
/// <param name="Subject">The person or object that the action changed; null for none.</param>
public sealed record AuditLine(long Number, DateTimeOffset At, string Who, string What, string? Subject)
{
    internal static AuditLine Of(AuditEntry entry) => new(
        entry.Number, DateTimeOffset.FromUnixTimeMilliseconds(entry.At), entry.Who, entry.What, entry.Subject);
}

/// <summary>A page of the audit log.</summary>
/// <param name="Entries">Entries, the newest first.</param>
/// <param name="Next">Where the next page starts; null if this is the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditLine> Entries, string? Next);
