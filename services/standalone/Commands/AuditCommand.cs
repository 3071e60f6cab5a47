using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Files;
using PathAlign.Standalone.Embedded;
using PathAlign.Web.Audit;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign audit</c>: verifies the chain and the anchors of the rating app's audit log.</summary>
internal static class AuditCommand
{
    private const int MostShown = 1000;

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
        var last = new Option<int>("--last")
        {
            Description = "Show the newest entries, at most this many: when, who, what, and on whom or what",
        };
        last.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MostShown)
                result.AddError($"--last: expected 0 to {MostShown}");
        });
        var folder = HomeOption.Create();
        var command = new Command("audit", "Verify the audit log of the rating app.") { kept, anchors, last, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = folder.OpenToRead(parsed);
            await using var app = EmbeddedHost.Build(home);
            var log = app.Services.GetRequiredService<AuditLog>();
            var report = await log.VerifyAsync(parsed.GetValue(kept), parsed.GetValue(anchors), cancel);
            if (parsed.GetValue(last) is > 0 and var most) await ShowAsync(log, most, cancel);
            if (report.Fault is not null) throw new InvalidInputException(home.Documents, "audit-log", report.Fault);
            Console.WriteLine(
                $"{report.Entries} entries verified; store the newest hash elsewhere: {report.Newest}");
            return 0;
        });
        return command;
    }

    private static async Task ShowAsync(AuditLog log, int most, CancellationToken cancel)
    {
        var page = await log.PageAsync(most, after: null, cancel);
        foreach (var entry in Enumerable.Reverse(page.Entries))
            Console.WriteLine(
                $"{entry.Number}  {entry.At:yyyy-MM-ddTHH:mm:ssZ}  {entry.Who}  {entry.What}  {entry.Subject}"
                    .TrimEnd());
    }
}
