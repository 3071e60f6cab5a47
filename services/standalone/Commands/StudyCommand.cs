using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Standalone.Studies;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign rate --images FOLDER</c>: raters rate images from elsewhere.</summary>
internal static class StudyCommand
{
    internal static async Task<int> RunAsync(
        ServicesOptions where, ParseResult parsed, StudySettings settings, CancellationToken cancel)
    {
        using var home = where.Home(parsed);
        var display = new RoundLines(Console.Out, TimeProvider.System);
        await using var services = where.Open(parsed, home, settings.People, settings.Verbose, display);
        var plan = await new StudyStart(services.Objects, home.Root, display.Say).PlanAsync(settings, cancel);
        var loop = Loop(home, services, settings, display);
        if (where.Cluster(parsed) is { } cluster)
        {
            await loop.AskAsync(plan, stored => DifferenceAsync(services, plan, stored, cancel), cancel);
            Console.WriteLine(
                $"study {plan.RoundId} is open to the raters of {cluster}; pathalign reward train --study " +
                    $"{plan.RoundId} --cluster {cluster} shows its result");
            return 0;
        }
        try
        {
            display.Say($"study {plan.RoundId}");
            await loop.LearnAsync(
                plan,
                stored => DifferenceAsync(services, plan, stored, cancel),
                async state =>
                {
                    display.Say(await new StudyFiles(services.Objects, home).WriteAsync(state, cancel));
                    display.Say("The study is complete. The app stays open for reviewers and operators; Ctrl-C ends.");
                    await Task.Delay(Timeout.Infinite, cancel);
                },
                cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            display.Say($"stopped; the same command continues study {plan.RoundId}");
        }
        return 0;
    }

    private static RoundLoop Loop(
        Home home, IRoundServices services, StudySettings settings, IRoundDisplay display) =>
        new(
            home,
            services,
            new RoundSettings { Seed = settings.Seed, People = settings.People, Configure = plan => plan },
            display);

    private static Task<string?> DifferenceAsync(
        IRoundServices services, RoundPlan asked, RoundPlan stored, CancellationToken cancel) =>
        StudyDifference.OfAsync(asked, stored, new RoundInputs(services.Objects), cancel);
}
