using PathAlign.Files;
using PathAlign.Models.Autoencoder;

namespace PathAlign.Sampling;

/// <summary>
/// Gives a generator of latents the decoder of another autoencoder. Both have the same encoder, so the generator's
/// latents mean the same to the new decoder.
/// </summary>
public static class DecoderExchange
{
    /// <summary>Writes the generator with the new decoder.</summary>
    /// <param name="generatorPath">Weights of a generator of latents.</param>
    /// <param name="autoencoderPath">Weights of an autoencoder that was trained with <c>--decoder-of</c>.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="InvalidInputException">A file is damaged, the generator draws pixels, or the encoders
    /// differ.</exception>
    public static void Write(string generatorPath, string autoencoderPath, string path)
    {
        RequireSameShape(generatorPath, autoencoderPath);
        using var generator = SafetensorsFile.Open(generatorPath);
        using var autoencoder = SafetensorsFile.Open(autoencoderPath);
        var tensors = generator.Tensors.Values.Select(
            tensor => LatentSpaceFile.InAutoencoder(tensor.Name) is { } name
                ? Exchanged(generator, tensor, autoencoder, name, autoencoderPath)
                : Data(generator, tensor));
        var metadata = new Dictionary<string, string>(generator.Metadata)
        {
            ["decoder_of"] = FileHash.Of(autoencoderPath),
        };
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    // Compared as read: the header of an earlier version lacks fields that have a default now.
    private static void RequireSameShape(string generatorPath, string autoencoderPath)
    {
        using var model = GeneratorModel.Load(generatorPath);
        var space = model.Space ?? throw new InvalidInputException(
            generatorPath, "autoencoder", "expected a generator of latents, found one of pixels");
        using var autoencoder = AutoencoderFile.Read(autoencoderPath);
        if (autoencoder.Codec.ToJson() != space.Codec.ToJson())
            throw new InvalidInputException(
                autoencoderPath, "network", "expected the shape of the generator's autoencoder, found another");
    }

    private static TensorData Exchanged(
        SafetensorsFile generator, TensorEntry tensor, SafetensorsFile autoencoder, string name, string path)
    {
        if (!ConvolutionalAutoencoder.IsOfEncoder(name))
            return Data(autoencoder, autoencoder.Tensors[name], tensor.Name);
        return generator.Bytes(tensor.Name).SequenceEqual(autoencoder.Bytes(name))
            ? Data(generator, tensor)
            : throw new InvalidInputException(
                path,
                $"tensor '{name}'",
                "expected the encoder of the generator's autoencoder, found another; train with --decoder-of");
    }

    private static TensorData Data(SafetensorsFile file, TensorEntry tensor, string? name = null) =>
        new(name ?? tensor.Name, tensor.Dtype, tensor.Shape, file.Bytes(tensor.Name).ToArray());
}
