using System.CommandLine;
using PathAlign.Generator.Training;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign autoencoder train</c>.</summary>
internal static class AutoencoderCommands
{
    internal static Command Create() => new("autoencoder", "Train and measure an autoencoder.") { Train() };

    private static Command Train()
    {
        var defaults = new AutoencoderTrainingOptions();
        var data = new DataOption();
        var @out = new Option<string>("--out")
        {
            Description = "Folder for weights, reconstructions and the checkpoint; a checkpoint there is resumed",
            DefaultValueFactory = _ => "out/autoencoder",
        };
        var steps = new Option<long>("--steps") { DefaultValueFactory = _ => defaults.Steps };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => defaults.Batch };
        var crop = new Option<int>("--crop")
        {
            Description = "Side of a training crop, in pixels",
            DefaultValueFactory = _ => defaults.Crop,
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Peak learning rate",
            DefaultValueFactory = _ => defaults.LearningRate,
        };
        var latent = new Option<int>("--latent-channels")
        {
            Description = "Channels of a latent",
            DefaultValueFactory = _ => defaults.LatentChannels,
        };
        var channels = new Option<int[]>("--channels")
        {
            Description = "Channels of each level, finest first; each level halves the resolution",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => defaults.Channels,
        };
        var equivariant = new Option<double>("--equivariant-share")
        {
            Description = "Share of crops whose latent is mirrored, turned or halved before it is decoded",
            DefaultValueFactory = _ => defaults.EquivariantShare,
        };
        var precision = PrecisionOption.Create();
        var seed = new Option<ulong>("--seed");
        var command = new Command("train", "Train an autoencoder on crops of images.")
        {
            @out,
            steps,
            batch,
            crop,
            rate,
            latent,
            channels,
            equivariant,
            precision,
            seed,
        };
        data.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = new AutoencoderTrainingOptions
            {
                Steps = parsed.GetValue(steps),
                Batch = parsed.GetValue(batch),
                Crop = parsed.GetValue(crop),
                LearningRate = parsed.GetValue(rate),
                LatentChannels = parsed.GetValue(latent),
                Channels = parsed.GetValue(channels)!,
                EquivariantShare = parsed.GetValue(equivariant),
                Precision = parsed.GetValue(precision)!,
                Seed = parsed.GetValue(seed),
            };
            OptionCheck.Validate(options);
            var trainer = new AutoencoderTrainer(options, data.Load(parsed), parsed.GetValue(@out)!);
            var path = ProgressDisplay.Show("autoencoder", progress => trainer.Run(progress, cancel));
            Console.WriteLine($"weights: {path}");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
