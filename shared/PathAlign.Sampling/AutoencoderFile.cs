using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Weights;

namespace PathAlign.Sampling;

/// <summary>Reads autoencoders from weight files.</summary>
public static class AutoencoderFile
{
    /// <summary>The kind that such a file's header names.</summary>
    public const string Kind = "autoencoder";

    /// <summary>Reads an autoencoder.</summary>
    /// <exception cref="InvalidInputException">No autoencoder, or one whose tensors do not fit its shape.</exception>
    public static AutoencoderModel Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var kind = file.Metadata.GetValueOrDefault("kind");
        if (kind != Kind || !file.Metadata.TryGetValue("network", out var shape))
            throw new InvalidInputException(
                path, "__metadata__", $"expected an autoencoder, found {(kind is null ? "none" : $"kind '{kind}'")}");
        try
        {
            var codec = new ConvolutionalAutoencoder(AutoencoderConfig.FromJson(shape));
            ModelWeights.Load(file, path, codec);
            codec.eval();
            return new AutoencoderModel(codec, FileHash.Of(path));
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException(path, "__metadata__", error.Message);
        }
    }
}
