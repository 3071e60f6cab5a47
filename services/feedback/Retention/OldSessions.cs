using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Retention;

/// <summary>Sessions that ended.</summary>
internal sealed class OldSessions(IDocumentStore documents)
    : OldDocuments<Session>(new(documents, AccessCollections.Sessions), RetentionRules.Sessions)
{
    protected override (Condition[] Conditions, string? OrderBy) Query(long before) =>
        ([Condition.Below("expiresAt", before)], "expiresAt");

    protected override long? EndOf(Session document) => document.ExpiresAt;

    protected override string Why(Session document, string day) => $"ended by {day}";
}
