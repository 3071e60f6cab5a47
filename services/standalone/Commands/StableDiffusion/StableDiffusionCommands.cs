using System.CommandLine;
using PathAlign.Generator.Training.FromText;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>pathalign sd</c>: text to image.</summary>
internal static class StableDiffusionCommands
{
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
        var command = TrainCommand.Create<TextToImageOptions>(
            "text-to-image",
            "Train a small text-to-image model from scratch on images and captions.",
            "the model, samples",
            training => TrainIn(space, captions, training));
        space.AddTo(command);
        command.Add(captions);
        return command;
    }

    private static string TrainIn(
        SpaceOption space, Option<string?> captions, TrainCommand.Training<TextToImageOptions> training)
    {
        var data = training.Data;
        using var autoencoder = space.Load(training.Parsed, data.Train.Size)
            ?? throw new ArgumentException("--space: expected latents, which this network draws, got pixels");
        var options = training.Options with { AutoencoderSha256 = autoencoder.Sha256 };
        var texts = training.Parsed.GetValue(captions) is { } file
            ? Captions.Read(file, data.Description)
            : Captions.Of(data.Description);
        using var latents = SpaceOption.Encode(autoencoder, data, options, training.Folder, training.Cancel);
        return training.Show(new TextToImageTrainer(options, data, texts, training.Folder, latents).Run);
    }
}
