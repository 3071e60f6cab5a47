namespace PathAlign.Web.Audit;

/// <summary>The erasure of a person from an entry of the audit log.</summary>
/// <param name="Person">The person's pseudonym.</param>
/// <param name="Seal">What the mark is computed with; never weaker than the seal of the entry.</param>
/// <param name="Mark">HMAC-SHA-256 of the content after it, and of the entry's own hash.</param>
/// <param name="KeyId">Which of the keys in the settings it is; null for another seal.</param>
internal sealed record AuditErasure(string Person, AuditSeal Seal, string Mark, string? KeyId = null);
