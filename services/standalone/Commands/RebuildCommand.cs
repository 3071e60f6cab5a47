using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign rebuild</c>: trains a round's adapter again without the ratings of one rater.</summary>
internal static class RebuildCommand
{
    internal static Command Create()
    {
        var (where, round) = (
            new ServicesOptions(),
            new Argument<string>("ROUND") { Description = "Id of the round, as pathalign status shows it" });
        var without = new Option<string>("--without")
        {
            Description = "Rater whose ratings are left out",
            Required = true,
        };
        var command = new Command(
            "rebuild",
            "Train and compare a round's adapter again without the ratings of one rater. The earlier round stays " +
                "unchanged.")
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
                Data = plan.IsStudy || plan.Data == RoundPlan.Phantom
                    ? null
                    : await services.Objects.GetFileAsync(plan.Data, cancel),
                Dataset = plan.Dataset,
                Seed = plan.Seed,
                Configure = same => same,
            };
            var loop = new RoundLoop(home, services, settings, new RoundLines(Console.Out, TimeProvider.System));
            if (rebuilt.Simulated && !plan.IsStudy)
            {
                await loop.RunAsync(
                    plan,
                    async report =>
                        Console.WriteLine(await RoundSummary.WriteAsync(report, services.Objects, home, cancel)),
                    cancel);
                return 0;
            }
            await loop.AskAsync(plan, stored => Task.FromResult(PlanDifference.Of(plan, stored)), cancel);
            Console.WriteLine($"{plan.RoundId} is started. {NextStep(plan)}");
            return 0;
        });
        return command;
    }

    private static string NextStep(RoundPlan plan) => plan.IsStudy
        ? "A study has no comparison, so nobody has to rate: " +
            $"pathalign reward train --study {plan.RoundId} trains its reward model"
        : "People rated the earlier round, so people must rate its comparison too: with pathalign rate in this home, " +
            "or at the cluster's address";
}
