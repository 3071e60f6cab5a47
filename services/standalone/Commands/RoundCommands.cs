using System.CommandLine;
using PathAlign.Contracts.Plans;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign demo</c> and <c>pathalign run</c>: alignment rounds on the embedded services.</summary>
internal static class RoundCommands
{
    /// <summary>Small enough for a laptop: the demo is over within minutes.</summary>
    private static readonly RoundPlan _demo = new()
    {
        RoundId = "defaults",
        Data = "phantom",
        GeneratorKey = "",
        FilterKey = "",
        JudgeKey = "",
        Generation = new GenerationPlan { ImagesPerClass = 24 },
        Finetune = new FinetunePlan { Steps = 60 },
        Evaluation = new EvaluationPlan { ImagesPerClass = 20 },
    };

    private static readonly RoundPlan _full = _demo with { Generation = new GenerationPlan(), Finetune = new FinetunePlan(), Evaluation = new EvaluationPlan() };

    internal static Command Demo()
    {
        var options = new RoundOptions();
        var command = new Command("demo", "Run one full alignment round: generate, rate, learn the reward, finetune, evaluate, promote or reject.");
        options.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(options.Services, parsed, options.Read(parsed, rounds: 1, parsed.GetResult("--data") is null ? _demo : _full), cancel));
        return command;
    }

    internal static Command Run()
    {
        var options = new RoundOptions();
        var rounds = new Option<int>("--rounds") { Description = "How many rounds, each from the champion of the one before; 0 goes on until stopped", DefaultValueFactory = _ => 0 };
        var command = new Command("run", "Run alignment rounds one after another. Ctrl-C is safe: the same command goes on.") { rounds };
        options.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var wanted = parsed.GetValue(rounds);
            if (wanted < 0) throw new ArgumentException($"--rounds: expected 0 or more, got {wanted}");
            return RunAsync(options.Services, parsed, options.Read(parsed, wanted == 0 ? int.MaxValue : wanted, _full), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServicesOptions where, ParseResult parsed, RoundSettings settings, CancellationToken cancel)
    {
        using var home = where.Home(parsed);
        await using var services = where.Open(parsed, home, settings.Verbose);
        var loop = new RoundLoop(home, services, settings, new RoundLines(Console.Out, TimeProvider.System));
        await loop.RunAsync(async report => Console.WriteLine(await RoundSummary.WriteAsync(report, services.Objects, home, cancel)), cancel);
        return 0;
    }
}
