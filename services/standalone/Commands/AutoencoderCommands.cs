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
        var settings = new SettingOptions<AutoencoderTrainingOptions>(defaults);
        var data = new DataOption();
        var @out = new Option<string>("--out")
        {
            Description = "Folder for weights, reconstructions and the checkpoint that training resumes from",
            DefaultValueFactory = _ => "out/autoencoder",
        };
        var command = new Command("train", "Train an autoencoder on crops of images.") { @out };
        settings.AddTo(command);
        data.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = settings.Read(parsed, defaults);
            OptionCheck.Validate(options);
            var trainer = new AutoencoderTrainer(options, data.Load(parsed), parsed.GetValue(@out)!);
            var path = ProgressDisplay.Show("autoencoder", progress => trainer.Run(progress, cancel));
            Console.WriteLine($"weights: {path}");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
