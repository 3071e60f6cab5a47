using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Files;
using PathAlign.Standalone.Embedded;
using PathAlign.Web.Audit;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign audit</c>: verifies the chain and the anchors of the rating app's audit log.</summary>
internal static class AuditCommand
{
    internal static Command Create()
    {
        var kept = new Option<string?>("--kept")
        {
            Description = "A hash that this command printed earlier; the log must still contain it",
        };
        var anchors = new Option<string?>("--anchors")
        {
            Description = "A copy of the file of anchors; default: the one in --home",
        };
        var folder = HomeOption.Create();
        var command = new Command("audit", "Verify the audit log of the rating app.") { kept, anchors, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = folder.OpenToRead(parsed);
            await using var app = EmbeddedHost.Build(home);
            var report = await app.Services.GetRequiredService<AuditLog>()
                .VerifyAsync(parsed.GetValue(kept), parsed.GetValue(anchors), cancel);
            if (report.Fault is not null) throw new InvalidInputException(home.Documents, "audit-log", report.Fault);
            Console.WriteLine(
                $"{report.Entries} entries verified; store the newest hash elsewhere: {report.Newest}");
            return 0;
        });
        return command;
    }
}
