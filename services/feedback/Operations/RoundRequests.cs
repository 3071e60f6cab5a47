using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Operations;

/// <summary>Writes requests for rounds into the audit log, before they take effect.</summary>
public sealed class RoundRequests
{
    private readonly AuditLog _audit;

    internal RoundRequests(AuditLog audit) => _audit = audit;

    /// <summary>Records that a person or program asked for a round.</summary>
    public Task RecordAsync(string who, string roundId, CancellationToken cancel) =>
        _audit.AppendAsync(who, "round-requested", roundId, cancel);
}
