using PathAlign.Contracts.Stages;
using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Operations;

/// <summary>Writes requests for rounds into the audit log; those of people and programs before they take effect.
/// </summary>
public sealed class RoundRequests
{
    private const string Round = "round-requested", Study = "study-requested";
    private readonly AuditLog _audit;

    internal RoundRequests(AuditLog audit) => _audit = audit;

    /// <summary>Records that a person or program asked for a round.</summary>
    public Task RecordAsync(string who, string roundId, CancellationToken cancel) =>
        _audit.AppendAsync(who, Round, roundId, cancel);

    /// <summary>Records that a person or program asked for a study.</summary>
    internal Task RecordStudyAsync(string who, string studyId, CancellationToken cancel) =>
        _audit.AppendAsync(who, Study, studyId, cancel);

    /// <summary>Records that a loop asked for a round, if nobody else did.</summary>
    internal Task RecordLoopAsync(string roundId, CancellationToken cancel) =>
        _audit.AppendUnlessAsync(StageNames.Generator, Round, roundId, [Round, Study], cancel);
}
