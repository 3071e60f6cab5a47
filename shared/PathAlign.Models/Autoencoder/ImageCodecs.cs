using System.Text.Json;

namespace PathAlign.Models.Autoencoder;

/// <summary>Autoencoders by what a header says of them.</summary>
public static class ImageCodecs
{
    /// <summary>
    /// An autoencoder of the shape that <see cref="IImageCodec.ToJson"/> wrote, its weights yet to be read.
    /// </summary>
    /// <exception cref="ArgumentException">Not such JSON, or a shape that no network can have.</exception>
    public static IImageCodec FromJson(string json)
    {
        TinyShape? shape;
        try
        {
            shape = JsonSerializer.Deserialize<TinyShape>(json);
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"autoencoder shape: expected a JSON object ({error.Message})", error);
        }
        return shape?.Family == TinyAutoencoder.Family
            ? new TinyAutoencoder(shape.LatentChannels, shape.Pooled)
            : new ConvolutionalAutoencoder(AutoencoderConfig.FromJson(json));
    }
}
