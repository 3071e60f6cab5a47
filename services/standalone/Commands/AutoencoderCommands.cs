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
        var start = new Option<string?>("--decoder-of")
        {
            Description = "Weights of an autoencoder, or bloodcells for the shipped one, of which only the decoder " +
                "is trained on: its latents, and the generators that draw them, stay valid. The shape is the file's",
        };
        var command = TrainCommand.Create<AutoencoderTrainingOptions>(
            "autoencoder",
            "Train an autoencoder on crops of images.",
            "weights, reconstructions",
            training => training.Show(new AutoencoderTrainer(
                training.Options,
                training.Data,
                training.Folder,
                training.Parsed.GetValue(start) is { } file
                    ? AutoencoderFile.Read(ShippedModels.AutoencoderNamed(file))
                    : null).Run));
        command.Add(start);
        return command;
    }

    private static Command Eval()
    {
        var data = new DataOption();
        var model = new Option<string>("--model")
        {
            Description = "The autoencoder's weights, or bloodcells for the shipped one",
            Required = true,
        };
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
            using var autoencoder = AutoencoderFile.Read(ShippedModels.AutoencoderNamed(parsed.GetValue(model)!));
            var real = data.Load(parsed);
            var measured = new AutoencoderEvaluation(autoencoder, real, parsed.GetValue(count));
            foreach (var line in measured.Run(parsed.GetValue(@out)!, cancel)) Console.WriteLine(line);
            Console.WriteLine($"picture: {parsed.GetValue(@out)}");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
