using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign demo</c> and <c>pathalign run</c>: alignment rounds on the embedded services.</summary>
internal static class RoundCommands
{
    /// <summary>Small enough for a laptop: the demo ends within minutes.</summary>
    private static readonly RoundPlan _demo = new()
    {
        RoundId = "defaults",
        Data = "phantom",
        GeneratorKey = "",
        FilterKey = "",
        JudgeKey = "",
        Generation = new GenerationPlan { ImagesPerClass = 24 },
        // the phantom's generator loses variety earlier than the tissue generator
        Finetune = new FinetunePlan { Steps = 60, RewardWeight = 0.03, RealWeight = 1 },
        Evaluation = new EvaluationPlan { ImagesPerClass = 20 },
    };

    /// <summary>
    /// Few enough images for one person: 72 tiles to learn from, 144 to compare. Fourteen held-out tiles are too few to
    /// judge a reward model, so the comparison alone decides.
    /// </summary>
    private static readonly RoundPlan _people = _demo with
    {
        Reward = new RewardPlan { RequiredAuroc = 0 },
        Generation = new GenerationPlan { ImagesPerClass = 8 },
        Evaluation = new EvaluationPlan { ImagesPerClass = 8 },
        Rating = new RatingPlan { RepeatShare = 0.08, ControlShare = 0.08, ExamplesPerClass = 4 },
    };

    private static readonly RoundPlan _full = _demo with
    {
        Generation = new GenerationPlan(),
        Finetune = new FinetunePlan(),
        Evaluation = new EvaluationPlan(),
    };

    internal static Command Demo()
    {
        var options = new RoundOptions(_demo);
        var command = new Command(
            "demo",
            "Run one full alignment round: generate, rate, train the reward model, finetune, evaluate, promote or " +
                "reject. With --data, the defaults are those of pathalign run.");
        options.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    options.Services,
                    parsed,
                    options.Read(parsed, rounds: 1, parsed.GetResult("--data") is null ? _demo : _full),
                    cancel));
        return command;
    }

    internal static Command Rate()
    {
        var (images, people) = (new ImagesOption(_people.Generation.ImagesPerClass), new PeopleOptions());
        var options = new RoundOptions(_people, images);
        var study = new StudyOptions(images, options, people);
        var command = new Command(
            "rate",
            "Serve the rating app on this machine and run alignment rounds that people rate, or a study of images " +
                "from elsewhere (--images FOLDER). Ctrl-C is safe: the same command resumes.");
        options.AddTo(command);
        study.AddTo(command);
        people.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            // The gate decides on no study: a reward model must predict ratings to be worth anything.
            if (study.Read(parsed, _people with { Reward = new RewardPlan() }) is { } ofStudy)
                return StudyCommand.RunAsync(options.Services, parsed, ofStudy, cancel);
            var settings = options.Read(parsed, int.MaxValue, _people);
            var rating = settings.Configure(_people).Rating;
            settings = settings with { Name = "rated", People = people.Read(parsed, rating) };
            return RunAsync(options.Services, parsed, settings, cancel);
        });
        return command;
    }

    internal static Command Run()
    {
        var options = new RoundOptions(_full);
        var rounds = new Option<int>("--rounds")
        {
            Description = "Number of rounds; each starts from the champion of the round before. 0 runs until stopped",
            DefaultValueFactory = _ => 0,
        };
        var command = new Command(
            "run", "Run alignment rounds one after another. Ctrl-C is safe: the same command resumes.") { rounds };
        options.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var wanted = parsed.GetValue(rounds);
            if (wanted < 0) throw new ArgumentException($"--rounds: expected 0 or more, got {wanted}");
            return RunAsync(
                options.Services, parsed, options.Read(parsed, wanted == 0 ? int.MaxValue : wanted, _full), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ServicesOptions where, ParseResult parsed, RoundSettings settings, CancellationToken cancel)
    {
        using var home = where.Home(parsed);
        var display = new RoundLines(Console.Out, TimeProvider.System);
        await using var services = where.Open(parsed, home, settings.People, settings.Verbose, display);
        var loop = new RoundLoop(home, services, settings, display);
        await loop.RunAsync(
            async report => Console.WriteLine(await RoundSummary.WriteAsync(report, services.Objects, home, cancel)),
            cancel);
        return 0;
    }
}
