using System.CommandLine;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Standalone.Studies;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign reward train</c>: the reward model of frozen ratings.</summary>
internal static class RewardCommands
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500), _patience = TimeSpan.FromSeconds(10);

    internal static Command Create() =>
        new("reward", "Train a reward model on the frozen ratings of a study or a round.") { Train() };

    /// <summary>The study or round whose reward model is asked for.</summary>
    internal static Option<string?> StudyOption() => new("--study", "--round")
    {
        Description = "Name of a study, or id of a round as pathalign status shows it",
    };

    private static Command Train()
    {
        var (where, study) = (new ServicesOptions(), StudyOption());
        study.Required = true;
        var command = new Command(
            "train",
            "Train the reward model of a study or round whose ratings are frozen, unless it is trained; print its " +
                "AUROC on held-out ratings, and write its file and the ratings.") { study };
        where.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var home = where.ExistingHome(parsed);
            await using var services = where.Open(parsed, home);
            var state = await FindAsync(services, parsed.GetValue(study)!, cancel);
            if (!state.HasLearned) state = await LearnedAsync(services, state.RoundId, cancel);
            Console.WriteLine(await new StudyFiles(services.Objects, home).WriteAsync(state, cancel));
            return 0;
        });
        return command;
    }

    /// <exception cref="ArgumentException">There is no such round.</exception>
    internal static async Task<RoundState> FindAsync(IRoundServices services, string id, CancellationToken cancel) =>
        RoundState.Of(await services.JobsAsync(id, null, cancel))
            ?? throw new ArgumentException(
                $"--study: expected a study or a round, found none called '{id}'; pathalign status lists them");

    private static async Task<RoundState> LearnedAsync(IRoundServices services, string id, CancellationToken cancel)
    {
        var display = new RoundLines(Console.Out, TimeProvider.System);
        await services.StartAsync(cancel);
        try
        {
            for (var since = DateTime.UtcNow; ; await Task.Delay(_look, cancel))
            {
                var jobs = await services.JobsAsync(id, null, cancel);
                display.Show(jobs);
                var state = RoundState.Of(jobs)!;
                if (state.HasLearned) return state;
                if (state.Parked is { } parked)
                    throw new RoundFailedException(
                        $"{id}: {state.Blocker}; `pathalign redrive {parked.Id}` tries it again");
                // Ratings that were frozen just before a stop start their training within seconds.
                if (state.Find(RoundSteps.Learn)?.Job is null && DateTime.UtcNow - since > _patience)
                    throw new ArgumentException(
                        $"--study: expected frozen ratings, found that '{id}' {state.Blocker ?? "is not rated yet"}; " +
                            "pathalign rate continues it");
            }
        }
        finally
        {
            await services.StopAsync();
        }
    }
}
