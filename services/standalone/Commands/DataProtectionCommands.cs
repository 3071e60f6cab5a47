using System.CommandLine;
using System.Globalization;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Retention;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// <c>pathalign sweep</c> and <c>pathalign erase</c>: for a home, also while a server has it open, or for a cluster.
/// </summary>
internal static class DataProtectionCommands
{
    internal static Command Sweep()
    {
        var where = new ServicesOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be removed, and why" };
        var command = new Command("sweep", "Remove what is older than the retention settings allow.") { dryRun };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.ExistingToChange(parsed);
            await using var services = ServicesOptions.Open(home);
            var listOnly = parsed.GetValue(dryRun);
            var report = await services.SweepAsync(listOnly, cancel);
            if (report.Kinds.Count == 0) Console.WriteLine("nothing is due");
            foreach (var kind in report.Kinds) Print(kind, listOnly ? "would remove" : "removed");
            return 0;
        });
        return command;
    }

    internal static Command Erase()
    {
        var where = new ServicesOptions();
        var person = new Argument<string>("person") { Description = "The name in ratings" };
        var command = new Command(
            "erase",
            "Replace a person's name by a pseudonym everywhere and remove the person's remarks. It cannot be undone.")
            {
                person,
            };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.ExistingToChange(parsed);
            await using var services = ServicesOptions.Open(home);
            var name = parsed.GetValue(person)!;
            var run = await services.EraseAsync(name, Wait, cancel);
            var files = ErasedFiles.Replace(home.Home.Reports, name, run.Pseudonym);
            Print(run, files, ErasedFiles.Remove(home.Home.Cache, name));
            return run.Done ? 0 : 1;
        });
        return command;
    }

    private static void Wait(string what) =>
        Console.WriteLine($"waits for {what}; a last pass follows");

    private static void Print(SweptKind kind, string did)
    {
        var size = kind.Bytes == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {kind.Bytes / 1048576.0:0.0} MiB");
        Console.WriteLine($"{did} {kind.Count} {kind.What}{size}");
        foreach (var example in kind.Examples) Console.WriteLine($"  {example}");
    }

    private static void Print(ErasureRun run, int files, int downloads)
    {
        Console.WriteLine($"the person is now {run.Pseudonym}");
        foreach (var (kind, count) in run.Changed) Console.WriteLine($"changed {count} {kind}");
        if (files > 0) Console.WriteLine($"changed {files} files of this home");
        if (downloads > 0) Console.WriteLine($"removed {downloads} downloads of this home that named the person");
        foreach (var mention in run.Mentions)
            Console.WriteLine($"still mentioned in free text, which you have to judge: {mention}");
        if (run.Error is not null)
            Console.WriteLine(
                $"not done yet: {run.Error}; a server tries again every minute, and no set may be frozen while " +
                    "ratings are half moved");
        else if (!run.Done)
            Console.WriteLine($"not done yet: it waits for {run.WaitsFor}; run the same command again later");
    }
}
