using System.CommandLine;
using PathAlign.Generator.Training;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign generator train</c>.</summary>
internal static class GeneratorCommands
{
    internal static Command Create() => new("generator", "Train a tile generator.") { Train() };

    private static Command Train()
    {
        var defaults = new GeneratorTrainingOptions();
        var data = DataSource.Option();
        var @out = new Option<string>("--out") { Description = "Folder for weights, samples and the checkpoint; a checkpoint there is resumed", DefaultValueFactory = _ => "out/generator" };
        var steps = new Option<long>("--steps") { DefaultValueFactory = _ => defaults.Steps };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => defaults.Batch };
        var rate = new Option<double>("--rate") { Description = "Peak learning rate", DefaultValueFactory = _ => defaults.LearningRate };
        var channels = new Option<int[]>("--channels") { Description = "Channels of each level, finest first", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => defaults.Channels };
        var blocks = new Option<int>("--blocks") { Description = "Residual blocks of a level", DefaultValueFactory = _ => defaults.BlocksPerLevel };
        var ema = new Option<double>("--ema") { Description = "Decay of the averaged weights", DefaultValueFactory = _ => defaults.EmaDecay };
        var seed = new Option<ulong>("--seed");
        var command = new Command("train", "Train a class-conditional diffusion model on tiles.") { data, @out, steps, batch, rate, channels, blocks, ema, seed };
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
}
