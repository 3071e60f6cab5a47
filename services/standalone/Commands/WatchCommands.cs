using System.CommandLine;
using System.Globalization;
using PathAlign.Contracts.Stages;
using PathAlign.Evaluator.Reports;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// <c>pathalign status</c> and <c>pathalign report</c>: for a home, also while a server has it open, or for a cluster.
/// </summary>
internal static class WatchCommands
{
    internal static Command Status() =>
        Create("status", "Show the state of the latest rounds and their jobs.", null, async (services, _, _, cancel) =>
    {
        var jobs = await services.JobsAsync(null, null, cancel);
        if (jobs.Count == 0) Console.WriteLine("no rounds yet; pathalign demo runs one");
        foreach (var round in RoundState.OfAll(jobs))
        {
            var waits = round.WaitsForRatings
                ? RatingWatch.Waits(await services.RatingsAsync(round.RoundId, cancel))
                : null;
            var blocker = (waits ?? round.Blocker) is { } why ? $": {why}" : "";
            Console.WriteLine($"{round.RoundId}  {round.Status.ToString().ToLowerInvariant()}{blocker}");
            var finished = round.Shards.SelectMany(shards => shards)
                .Where(job => job.State == JobState.Done)
                .ToHashSet();
            foreach (var job in round.Jobs.Reverse().Where(job => !finished.Contains(job)))
                Console.WriteLine(Line(job));
            foreach (var shards in round.Shards)
                Console.WriteLine(
                    $"  {shards.Count(finished.Contains)} of {shards.Count()} {shards.Key} jobs are done");
        }
    });

    internal static Command Report() =>
        Create(
            "report",
            "Print the report of a round and write its files.",
            new Argument<string?>("round")
            {
                Description = "Id of the round; default: the latest decided round",
                Arity = ArgumentArity.ZeroOrOne,
            },
            async (services, home, round, cancel) =>
    {
        var rounds = RoundState.OfAll(await services.JobsAsync(round, JobState.Done, cancel)).ToList();
        var reportKey = rounds.Select(r => r.ReportKey).FirstOrDefault(key => key is not null)
            ?? throw new ArgumentException(
                $"report: expected a round that was decided{(round is null ? "" : $" called '{round}'")}, found " +
                    $"none{string.Concat(
                        rounds.Where(r => r.IsRejected).Take(1).Select(r => $"; {r.RoundId}: {r.Blocker}"))}");
        Console.WriteLine(
            await RoundSummary.WriteAsync(
                await services.Objects.GetJsonAsync<RoundReport>(reportKey, cancel),
                services.Objects,
                home,
                cancel));
    });

    private static Command Create(
        string name,
        string description,
        Argument<string?>? argument,
        Func<IRoundServices, Home, string?, CancellationToken, Task> run)
    {
        var where = new ServicesOptions();
        var command = new Command(name, description);
        where.AddTo(command);
        if (argument is not null) command.Add(argument);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.HomeToRead(parsed);
            await using var services = where.Open(parsed, home);
            await run(services, home, argument is null ? null : parsed.GetValue(argument), cancel);
            return 0;
        });
        return command;
    }

    internal static string Line(JobDocument job) => string.Create(CultureInfo.InvariantCulture,
        $"  {job.Id}  {job.Queue,-28} {job.State.ToString().ToLowerInvariant(),-9} " +
            $"{(job.Progress is { } p ? $"{p.Done}/{p.Total}" : ""),-9} tries {job.Attempts}  trace " +
            $"{job.TraceId ?? "none"}{(job.Error is null ? "" : $"  {job.Error}")}");
}
