using System.CommandLine;
using PathAlign.Standalone.Cluster;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign redrive</c>: tries parked work again.</summary>
internal static class RedriveCommand
{
    internal static Command Create()
    {
        var where = new ServicesOptions();
        var job = new Argument<string>("job") { Description = "Id of the job, as pathalign status shows it" };
        var command = new Command(
            "redrive", "Try a parked job again: at once if the services run, otherwise at their next start.") { job };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.ExistingToChange(parsed);
            await using IRoundServices services = home.Server is { } server
                ? new ClusterServices(server, home.Home.Cache)
                : new EmbeddedServices(home.Home);
            var driven = await services.RedriveAsync(parsed.GetValue(job)!, cancel)
                ?? throw new ArgumentException(
                    $"redrive: expected a job's id, found no job '{parsed.GetValue(job)}'");
            Console.WriteLine(WatchCommands.Line(driven));
            return 0;
        });
        return command;
    }
}
