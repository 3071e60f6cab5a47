using System.CommandLine;
using System.Globalization;
using PathAlign.Standalone.Backups;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign backup</c> and <c>pathalign restore</c>.</summary>
internal static class BackupCommands
{
    internal static Command Backup()
    {
        var to = new Option<string>("--to")
        {
            Description = "The folder of the backup; one with an earlier backup gets the changes",
            Required = true,
        };
        var folder = HomeOption.Create();
        var command = new Command("backup", "Save a home to a folder, also while a server has it open.") { to, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            var label = await HomeBackup.SaveAsync(parsed.GetValue(folder)!, parsed.GetValue(to)!, cancel);
            Console.WriteLine($"saved the documents and {Said(label)} to {parsed.GetValue(to)}");
            return 0;
        });
        return command;
    }

    internal static Command Restore()
    {
        var from = new Argument<string>("folder") { Description = "The folder of the backup" };
        var folder = HomeOption.Create();
        var command = new Command("restore", "Make a new home from a backup.") { from, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            var label = await HomeBackup.RestoreAsync(parsed.GetValue(from)!, parsed.GetValue(folder)!, cancel);
            Console.WriteLine(
                $"restored the documents and {Said(label)} of {label.At:yyyy-MM-dd HH:mm} UTC to " +
                    $"{parsed.GetValue(folder)}");
            return 0;
        });
        return command;
    }

    private static string Said(BackupLabel label) =>
        string.Create(CultureInfo.InvariantCulture, $"{label.Objects} objects ({label.Bytes / 1048576.0:0.0} MiB)");
}
