using System.CommandLine;
using PathAlign.Generator.Training.FromText;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>pathalign sd</c>: text to image.</summary>
internal static class StableDiffusionCommands
{
    private static readonly string[] _shape =
        ["--channels", "--blocks", "--dropout", "--text-features", "--text-layers", "--tokens", "--merges"];

    internal static Command Create() =>
        new("sd", "Draw from text and finetune, with Stable Diffusion or a small model of its shape.")
        {
            GenerateFromText.Generate(),
            GenerateFromText.Demo(),
            FinetuneCommand.Create(),
            ExportCommand.Create(),
            Train(),
        };

    private static Command Train()
    {
        var space = new SpaceOption();
        var captions = new Option<string?>("--captions")
        {
            Description = "JSON file with texts for each class (templates and classes); default: one sentence each",
        };
        var from = new Option<string?>("--from")
        {
            Description = "Folder of a model of sd train to go on from; the shape of the networks and the vocabulary " +
                "are those of the model",
        };
        var command = TrainCommand.Create<TextToImageOptions>(
            "text-to-image",
            "Train a small text-to-image model on images and captions, from scratch or from a model of this command.",
            "the model, samples",
            training => TrainIn(space, captions, from, training));
        space.AddTo(command);
        command.Add(captions);
        command.Add(from);
        return command;
    }

    private static string TrainIn(
        SpaceOption space,
        Option<string?> captions,
        Option<string?> from,
        TrainCommand.Training<TextToImageOptions> training)
    {
        var data = training.Data;
        using var autoencoder = space.Load(training.Parsed, data.Train.Size)
            ?? throw new ArgumentException("--space: expected latents, which this network draws, got pixels");
        if (training.Parsed.GetValue(from) is { } model)
        {
            training.RequireNone("--from, whose model has its own", _shape);
            var codec = autoencoder.Codec;
            TextToImageTrainer.RequireFit(model, codec.LatentChannels, data.Train.Size / codec.Factor);
        }
        var options = training.Options with { AutoencoderSha256 = autoencoder.Sha256 };
        var texts = training.Parsed.GetValue(captions) is { } file
            ? Captions.Read(file, data.Description)
            : Captions.Of(data.Description);
        using var latents = SpaceOption.Encode(autoencoder, data, options, training.Folder, training.Cancel);
        var trainer = new TextToImageTrainer(
            options, data, texts, training.Folder, latents, training.Parsed.GetValue(from));
        return training.Show(trainer.Run);
    }
}
