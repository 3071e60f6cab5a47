using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign rebuild</c>: a round's adapter anew, without the ratings of one rater.</summary>
internal static class RebuildCommand
{
    internal static Command Create()
    {
        var (where, round) = (
            new ServicesOptions(),
            new Argument<string>("ROUND") { Description = "The round, as pathalign status names it" });
        var without = new Option<string>("--without")
        {
            Description = "The rater whose ratings are left out",
            Required = true,
        };
        var command = new Command(
            "rebuild",
            "Make a round's adapter anew as if one rater had never rated, and compare it anew. Nothing of the " +
                "earlier round changes.")
            {
                round,
                without,
            };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.ExistingHome(parsed);
            await using var services = where.Open(parsed, home);
            var rebuilt = await RebuiltRound.OfAsync(
                services, parsed.GetValue(round)!, parsed.GetValue(without)!, cancel);
            var plan = rebuilt.Plan;
            var settings = new RoundSettings
            {
                Data = plan.Data == RoundPlan.Phantom ? null : await services.Objects.GetFileAsync(plan.Data, cancel),
                Dataset = plan.Dataset,
                Seed = plan.Seed,
                Configure = same => same,
            };
            var loop = new RoundLoop(home, services, settings, new RoundLines(Console.Out, TimeProvider.System));
            if (rebuilt.Simulated)
            {
                await loop.RunAsync(
                    plan,
                    async report =>
                        Console.WriteLine(await RoundSummary.WriteAsync(report, services.Objects, home, cancel)),
                    cancel);
                return 0;
            }
            await loop.AskAsync(plan, cancel);
            Console.WriteLine(
                $"{plan.RoundId} is asked for; people rated the round before, so it waits for people to compare: in " +
                    $"this home while pathalign rate serves them, in a cluster at its address");
            return 0;
        });
        return command;
    }
}
