using System.CommandLine;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign redrive</c>: tries again what was given up.</summary>
internal static class RedriveCommand
{
    internal static Command Create()
    {
        var where = new ServicesOptions();
        var job = new Argument<string?>("job")
        {
            Description = "Id of the job, as pathalign status shows it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var queue = new Option<string?>("--queue")
        {
            Description = "A queue of dead letters, such as reward-train-reward_error: its messages go back to their " +
                "reader",
        };
        var webhooks = new Option<bool>("--webhooks")
        {
            Description = "Deliveries to webhooks that were given up are sent again",
        };
        var command = new Command(
            "redrive",
            "Try a parked job, dead letters or deliveries to webhooks again: at once if the services run, otherwise " +
                "at their next start.") { job, queue, webhooks };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (id, name, deliveries) = (parsed.GetValue(job), parsed.GetValue(queue), parsed.GetValue(webhooks));
            if (new[] { id is not null, name is not null, deliveries }.Count(given => given) != 1)
                throw new ArgumentException("redrive: expected either a job's id, --queue NAME or --webhooks");
            using var home = where.ExistingToChange(parsed);
            await using var services = ServicesOptions.Open(home);
            Console.WriteLine(
                id is not null ? await JobAsync(services, id, cancel)
                : name is not null ? await QueueAsync(services, name, cancel)
                : $"{await services.RedriveWebhooksAsync(cancel)} deliveries wait again");
            return 0;
        });
        return command;
    }

    private static async Task<string> JobAsync(IRoundServices services, string id, CancellationToken cancel) =>
        await services.RedriveAsync(id, cancel) is { } driven
            ? WatchCommands.Line(driven)
            : throw new ArgumentException($"redrive: expected a job's id, found no job '{id}'");

    private static async Task<string> QueueAsync(IRoundServices services, string name, CancellationToken cancel) =>
        await services.RedriveQueueAsync(name, cancel) is { } count
            ? $"{count} messages of {name} went back"
            : throw new ArgumentException(
                $"--queue: expected QUEUE_error, QUEUE_skipped or QUEUE_dead of a cluster's broker, found no queue " +
                    $"'{name}'");
}
