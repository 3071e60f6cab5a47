using System.Text.Json;

namespace PathAlign.Models.Autoencoder;

/// <summary>Builds autoencoders from the header of a weight file.</summary>
public static class ImageCodecs
{
    /// <summary>
    /// Builds an autoencoder of the shape that <see cref="IImageCodec.ToJson"/> wrote; its weights are not loaded yet.
    /// </summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or no network can have this shape.</exception>
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
        return shape switch
        {
            { Family: TinyAutoencoder.Family } => new TinyAutoencoder(shape.LatentChannels, shape.Pooled),
            { Class: KlAutoencoderConfig.ClassName } => new KlAutoencoder(KlAutoencoderConfig.FromJson(json)),
            _ => new ConvolutionalAutoencoder(AutoencoderConfig.FromJson(json)),
        };
    }
}
