using System.CommandLine;
using PathAlign.Evaluator.Reports;
using PathAlign.Generator.Training;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign autoencoder train|eval</c>.</summary>
internal static class AutoencoderCommands
{
    internal static Command Create() => new("autoencoder", "Train and measure an autoencoder.") { Train(), Eval() };

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

    private static Command Eval()
    {
        var data = new DataOption();
        var model = new Option<string>("--model") { Description = "The autoencoder's weights", Required = true };
        var count = new Option<int>("--count")
        {
            Description = "Test images of each class",
            DefaultValueFactory = _ => 20,
        };
        var @out = new Option<string>("--out")
        {
            Description = "A picture of real images above their reconstructions",
            DefaultValueFactory = _ => "out/reconstructions.png",
        };
        var command = new Command("eval", "Measure an autoencoder on test images.") { model, count, @out };
        data.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            using var autoencoder = AutoencoderFile.Read(parsed.GetValue(model)!);
            var real = data.Load(parsed);
            var measured = new AutoencoderEvaluation(autoencoder, real, parsed.GetValue(count));
            foreach (var line in measured.Run(parsed.GetValue(@out)!, cancel)) Console.WriteLine(line);
            Console.WriteLine($"picture: {parsed.GetValue(@out)}");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
