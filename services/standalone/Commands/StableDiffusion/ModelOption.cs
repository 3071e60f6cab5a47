using System.CommandLine;
using PathAlign.StableDiffusion;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary><c>--model</c>: the folder of a text-to-image model.</summary>
internal sealed class ModelOption
{
    private readonly Option<string?> _model = new("--model")
    {
        Description = "Folder of Stable Diffusion 1.x or 2.x in diffusers' layout, or of a model of sd train; " +
            "default: the shipped small model of blood cells at 224 px",
    };

    internal void AddTo(Command command) => command.Add(_model);

    /// <summary>The folder.</summary>
    internal string Path(ParseResult parsed) => parsed.GetValue(_model) ?? ShippedModels.TextToImage;

    /// <summary>Reads the model.</summary>
    internal TextToImage Load(ParseResult parsed) => TextToImage.Load(Path(parsed));
}
