using System.CommandLine;
using PathAlign.Data;
using PathAlign.Evaluator.Reports;
using PathAlign.Generator.Sampling;
using PathAlign.Sampling;
using PathAlign.Generator.Training;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign generator train|eval|filter</c>.</summary>
internal static class GeneratorCommands
{
    internal static Command Create() =>
        new("generator", "Train and measure a tile generator.") { Train(), Eval(), FilterCommand.Create() };

    private static Command Train()
    {
        var defaults = new GeneratorTrainingOptions();
        var data = DataSource.Option();
        var @out = new Option<string>("--out")
        {
            Description = "Folder for weights, samples and the checkpoint; a checkpoint there is resumed",
            DefaultValueFactory = _ => "out/generator",
        };
        var steps = new Option<long>("--steps") { DefaultValueFactory = _ => defaults.Steps };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => defaults.Batch };
        var rate = new Option<double>("--rate")
        {
            Description = "Peak learning rate",
            DefaultValueFactory = _ => defaults.LearningRate,
        };
        var channels = new Option<int[]>("--channels")
        {
            Description = "Channels of each level, finest first",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => defaults.Channels,
        };
        var blocks = new Option<int>("--blocks")
        {
            Description = "Residual blocks of a level",
            DefaultValueFactory = _ => defaults.BlocksPerLevel,
        };
        var ema = new Option<double>("--ema")
        {
            Description = "Decay of the averaged weights",
            DefaultValueFactory = _ => defaults.EmaDecay,
        };
        var precision = PrecisionOption.Create();
        var seed = new Option<ulong>("--seed");
        var command = new Command("train", "Train a class-conditional diffusion model on tiles.")
        {
            data,
            @out,
            steps,
            batch,
            rate,
            channels,
            blocks,
            ema,
            precision,
            seed,
        };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = new GeneratorTrainingOptions
            {
                Steps = parsed.GetValue(steps),
                Batch = parsed.GetValue(batch),
                LearningRate = parsed.GetValue(rate),
                Channels = parsed.GetValue(channels)!,
                BlocksPerLevel = parsed.GetValue(blocks),
                EmaDecay = parsed.GetValue(ema),
                Precision = parsed.GetValue(precision)!,
                Seed = parsed.GetValue(seed),
            };
            OptionCheck.Validate(options);
            var trainer = new GeneratorTrainer(options, DataSource.Load(parsed.GetValue(data)), parsed.GetValue(@out)!);
            var path = ProgressDisplay.Show("generator", progress => trainer.Run(progress, cancel));
            Console.WriteLine($"weights: {path}");
            return 0;
        }, CancellationToken.None));
        return command;
    }

    private static Command Eval()
    {
        var data = DataSource.Option();
        var generatorOption = new GeneratorOption();
        var judge = new Option<string?>("--judge")
        {
            Description = "The weights of a classifier that took no part in training; the shipped judge by default",
        };
        var count = new Option<int>("--count") { Description = "Tiles of each class", DefaultValueFactory = _ => 100 };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 20 };
        var guidance = new Option<double>("--guidance") { DefaultValueFactory = _ => 3 };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1000 };
        var @out = new Option<string>("--out")
        {
            Description = "Folder for tiles, report and pictures",
            DefaultValueFactory = _ => "out/evaluation",
        };
        var precision = PrecisionOption.Create();
        var command = new Command("eval", "Draw tiles and measure them against real ones.")
        {
            data,
            judge,
            count,
            steps,
            guidance,
            precision,
            seed,
            @out,
        };
        generatorOption.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var folder = parsed.GetValue(@out)!;
            var options = new SamplingOptions
            {
                Labels = [.. TissueClasses.All.Select(c => c.Label)],
                CountPerClass = parsed.GetValue(count),
                Steps = parsed.GetValue(steps),
                Guidance = parsed.GetValue(guidance),
                Precision = parsed.GetValue(precision)!,
                Seed = parsed.GetValue(seed),
            };
            OptionCheck.Validate(options);
            var real = DataSource.Load(parsed.GetValue(data));
            using var generator = generatorOption.Load(parsed);
            using var classifier = ClassifierModel.Load(parsed.GetValue(judge) ?? ShippedModels.Judge);
            var tiles = Path.Combine(folder, "tiles");
            new TileGeneration(generator, options, tiles).Run(
                (done, total) => Console.WriteLine($"tiles {done}/{total}"), cancel);
            var generated = GeneratedTiles.Read(tiles, options.CountPerClass);
            var evaluation = new GeneratorEvaluation(classifier, real, generated, options.Seed);
            Console.WriteLine(evaluation.Write(folder));
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
