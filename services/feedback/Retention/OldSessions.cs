using System.Runtime.CompilerServices;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Retention;

/// <summary>Sessions that ended.</summary>
internal sealed class OldSessions(IDocumentStore documents) : IRetained
{
    private readonly DocumentCollection<Session> _sessions = new(documents, AccessCollections.Sessions);

    public async IAsyncEnumerable<Due> FindAsync(
        RetentionLimits limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (limits.BeforeMs(RetentionRules.Sessions) is not { } before) yield break;
        await foreach (
            var session in _sessions.AllAsync([Condition.Below("expiresAt", before)], "expiresAt", cancel))
            yield return new Due(
                RetentionRules.Sessions,
                session.Id,
                $"ended by {RetentionLimits.Day(session.Value.ExpiresAt)}",
                stop => _sessions.DeleteAsync(session, stop));
    }
}
