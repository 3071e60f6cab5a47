using System.CommandLine;
using PathAlign.Evaluator.Reports;
using PathAlign.Files;
using PathAlign.Generator.Training;
using PathAlign.Sampling;
using PathAlign.Training.Classification;

namespace PathAlign.Standalone.Commands;

/// <summary><c>pathalign autoencoder train|eval</c>.</summary>
internal static class AutoencoderCommands
{
    internal static Command Create() => new("autoencoder", "Train and measure an autoencoder.") { Train(), Eval() };

    private static Command Train()
    {
        var decoderOf = new Option<string?>("--decoder-of")
        {
            Description = "Weights of an autoencoder, or bloodcells for the shipped one, of which only the decoder " +
                "is trained on: its latents, and the generators that draw them, stay valid. The shape is the file's",
        };
        var from = new Option<string?>("--from")
        {
            Description = "Weights of an autoencoder, or bloodcells for the shipped one, to go on from. The shape is " +
                "the file's, but you may give more --latent-channels. Generators of its latents need training again",
        };
        var perceptual = new Option<string?>("--perceptual")
        {
            Description = "Weights of a classifier: the loss then includes how different the images look to it, " +
                "weighted by --perceptual-weight. Do not take one that later judges generated images",
        };
        var command = TrainCommand.Create<AutoencoderTrainingOptions>(
            "autoencoder",
            "Train an autoencoder on crops of images, from scratch or from another autoencoder.",
            "weights, reconstructions",
            training => TrainIn(training, Start(training, decoderOf, from), training.Parsed.GetValue(perceptual)));
        foreach (var option in (Option[])[decoderOf, from, perceptual]) command.Add(option);
        return command;
    }

    private static string TrainIn(
        TrainCommand.Training<AutoencoderTrainingOptions> training, AutoencoderStart? start, string? perceptual)
    {
        if (perceptual is null != (training.Options.PerceptualWeight == 0))
            throw new ArgumentException(
                "--perceptual: expected a classifier and --perceptual-weight above 0, or neither, got one of them");
        using var classifier = perceptual is null ? null : ClassifierModel.Load(perceptual);
        var options = training.Options with { PerceptualSha256 = perceptual is null ? null : FileHash.Of(perceptual) };
        if (start is not null) options = start.Fit(options, training.IsGiven("--latent-channels"));
        var distance = classifier is null ? null : new PerceptualDistance(classifier);
        return training.Show(new AutoencoderTrainer(options, training.Data, training.Folder, start, distance).Run);
    }

    private static AutoencoderStart? Start(
        TrainCommand.Training<AutoencoderTrainingOptions> training, Option<string?> decoderOf, Option<string?> from)
    {
        var (decoder, whole) = (training.Parsed.GetValue(decoderOf), training.Parsed.GetValue(from));
        if (decoder is not null) training.RequireNone("--decoder-of", "--from", "--latent-channels");
        if ((decoder ?? whole) is not { } file) return null;
        training.RequireNone("an autoencoder to go on from", "--channels", "--encoder-blocks", "--decoder-blocks");
        return new AutoencoderStart(AutoencoderFile.Read(ShippedModels.AutoencoderNamed(file)), decoder is not null);
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
        var judge = new Option<string?>("--judge")
        {
            Description = "Weights of a classifier that took no part in training: how many images it classifies " +
                "correctly before and after",
        };
        var @out = new Option<string>("--out")
        {
            Description = "A picture of real images above their reconstructions",
            DefaultValueFactory = _ => "out/reconstructions.png",
        };
        var command = new Command("eval", "Measure an autoencoder on test images.") { model, count, judge, @out };
        data.AddTo(command);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            using var autoencoder = AutoencoderFile.Read(ShippedModels.AutoencoderNamed(parsed.GetValue(model)!));
            var real = data.Load(parsed);
            using var classifier = parsed.GetValue(judge) is { } file ? ClassifierModel.Load(file) : null;
            classifier?.RequireFor(real.Description, real.Test.Size, "--judge");
            var measured = new AutoencoderEvaluation(autoencoder, real, parsed.GetValue(count), classifier);
            var lines = ProgressDisplay.CountLong(
                "decoded", report => measured.Run(parsed.GetValue(@out)!, report, cancel));
            foreach (var line in lines) Console.WriteLine(line);
            Console.WriteLine($"picture: {parsed.GetValue(@out)}");
            return 0;
        }, CancellationToken.None));
        return command;
    }
}
