using System.CommandLine;
using PathAlign.Contracts.Datasets;
using PathAlign.Generator.Sampling;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign generate</c>: draws tiles.</summary>
internal static class GenerateCommand
{
    internal static Command Create()
    {
        var @class = new Option<string>("--class")
        {
            Description = "Classes to draw: codes, names or numbers separated by commas, or all",
            DefaultValueFactory = _ => "all",
        };
        var drawing = new TileDrawingOptions(count: 8, steps: 20, seed: 0);
        var sampler = new Option<string>("--sampler")
        {
            Description = "Sampling method: dpm++2m, ddim or ddpm",
            DefaultValueFactory = _ => "dpm++2m",
        };
        var @out = new Option<string>("--out")
        {
            Description = "Folder for the tiles and a grid picture of them",
            DefaultValueFactory = _ => "out/tiles",
        };
        var (generatorOption, redraw) = (new GeneratorOption(), new RedrawOptions());
        var command = new Command("generate", "Draw synthetic tiles with a trained generator.")
        {
            @class,
            sampler,
            @out,
        };
        drawing.AddTo(command);
        generatorOption.AddTo(command);
        redraw.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(async () =>
        {
            using var loaded = generatorOption.Load(parsed);
            using var reward = await redraw.LoadAsync(parsed, loaded, cancel);
            var labels = Labels(parsed.GetValue(@class)!, loaded.Dataset);
            var options = drawing.Of(parsed, loaded, labels, parsed.GetValue(sampler));
            var generation = new TileGeneration(loaded, options, parsed.GetValue(@out)!, reward?.Redraws);
            Console.WriteLine($"grid: {ProgressDisplay.Count("tiles", report => generation.Run(report, cancel))}");
            if (reward is not null) Console.WriteLine($"further attempts: {generation.DrawnAgain}");
            return 0;
        }, CancellationToken.None));
        return command;
    }

    internal static int[] Labels(string text, DatasetDescription dataset)
    {
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase)) return [.. dataset.Labels];
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return [.. names.Select(name => dataset.Find(name) ?? throw Unknown(name, dataset)).Distinct()];
    }

    private static ArgumentException Unknown(string name, DatasetDescription dataset) =>
        new($"--class: expected all or one of {string.Join(", ", dataset.Codes)}, got '{name}'");
}
