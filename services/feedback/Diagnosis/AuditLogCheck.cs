using PathAlign.Web.Audit;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>The chain of the audit log and its anchors.</summary>
internal sealed class AuditLogCheck(AuditLog audit) : ICheck
{
    public string Name => "audit log";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var report = await audit.VerifyAsync(cancel: cancel);
        return report.Fault is null
            ? Finding.Well(Name, $"{report.Entries} entries verified")
            : Finding.Fault(
                Name,
                report.Fault,
                "keep the file or database as it is, compare it with the last backup and the anchors, and report it");
    }
}
