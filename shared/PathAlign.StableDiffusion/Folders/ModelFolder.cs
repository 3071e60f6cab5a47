using PathAlign.Files;
using PathAlign.Models.StableDiffusion;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>Reads Stable Diffusion 1.x and 2.x from a folder in diffusers' layout.</summary>
public static class ModelFolder
{
    /// <summary>The file that makes a folder a model.</summary>
    public const string IndexName = "model_index.json";

    /// <summary>The folder of the tokenizer.</summary>
    public const string TokenizerName = "tokenizer";

    /// <summary>Whether a path is such a folder.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, IndexName));

    /// <summary>Reads the denoising network, in eval mode; weights become float32.</summary>
    /// <exception cref="InvalidInputException">Config or weights are invalid or not supported.</exception>
    public static ConditionalUNet ReadUNet(string model)
    {
        var part = new PartFolder(model, "unet");
        var config = part.Config(ConditionalUNetConfig.FromJson);
        part.Require(ExpectedShapes.Of(config));
        var network = new ConditionalUNet(config);
        part.LoadInto(network, name => [name], _ => false);
        return network;
    }

    /// <summary>Reads the text model, in eval mode; weights become float32.</summary>
    /// <exception cref="InvalidInputException">Config or weights are invalid or not supported.</exception>
    public static ClipTextModel ReadText(string model)
    {
        var part = new PartFolder(model, "text_encoder");
        var config = part.Config(ClipTextConfig.FromJson);
        part.Require(ExpectedShapes.Of(config));
        var network = new ClipTextModel(config);
        part.LoadInto(
            network,
            name => [name],
            name => name.EndsWith(".position_ids", StringComparison.Ordinal));   // counts from 0, in older files
        return network;
    }

    /// <summary>Reads the autoencoder with the scale of its latents.</summary>
    /// <exception cref="InvalidInputException">Config or weights are invalid or not supported.</exception>
    public static Models.Autoencoder.LatentSpace ReadLatents(string model) => LatentPart.Read(model);

    /// <summary>A hash of the model's networks and tokenizer: of the files that they are read from.</summary>
    /// <exception cref="InvalidInputException">A part or its weights are missing.</exception>
    public static string Hash(string model) => ModelHash.Of(model);
}
