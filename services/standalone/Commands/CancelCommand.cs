using System.CommandLine;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign cancel</c>: calls off a job that nobody wants.</summary>
internal static class CancelCommand
{
    internal static Command Create()
    {
        var where = new ServicesOptions();
        var job = new Argument<string>("job") { Description = "Id of the job, as pathalign status shows it" };
        var command = new Command(
            "cancel",
            "Call off a job that waits, runs or is parked. Its round stands still; pathalign redrive tries it again.")
        {
            job,
        };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var id = parsed.GetRequiredValue(job);
            using var home = where.ExistingToChange(parsed);
            await using var services = ServicesOptions.Open(home);
            Console.WriteLine(
                await services.CancelJobAsync(id, cancel) is { } cancelled
                    ? WatchCommands.Line(cancelled)
                    : throw new ArgumentException($"cancel: expected a job's id, found no job '{id}'"));
            return 0;
        });
        return command;
    }
}
