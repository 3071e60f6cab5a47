using System.Text.Json;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.Autoencoder;

/// <summary>The shape of a <see cref="ConvolutionalAutoencoder"/>, stored in the header of the weight file.</summary>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="Channels">Channels at 1/2, 1/4, 1/8 and so on of the image's side.</param>
/// <param name="EncoderBlocks">Residual blocks per level of the encoder.</param>
/// <param name="DecoderBlocks">Residual blocks per level of the decoder.</param>
/// <param name="FinalNorms">Whether a group norm precedes the latent and the image. Norms remove the colour of
/// uniformly coloured images, such as empty background.</param>
public sealed record AutoencoderConfig(
    int LatentChannels = 16,
    IReadOnlyList<int>? Channels = null,
    int EncoderBlocks = 1,
    int DecoderBlocks = 2,
    bool FinalNorms = true)
{
    /// <inheritdoc cref="AutoencoderConfig(int, IReadOnlyList{int}?, int, int, bool)"/>
    public IReadOnlyList<int> Channels { get; init; } = Channels ?? [32, 64, 128];

    /// <summary>
    /// Pixels of an image's side per latent position: space-to-depth halves the side, and so does every further level.
    /// </summary>
    public int Factor => 1 << Channels.Count;

    /// <summary>Writes the shape as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads the JSON of <see cref="ToJson"/>.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or no network can have this shape.</exception>
    public static AutoencoderConfig FromJson(string json)
    {
        var config = NetworkShape.Read<AutoencoderConfig>(json, "autoencoder");
        if (config?.Channels is null)   // JSON can hold null
            throw new ArgumentException("autoencoder shape: expected an object with Channels, got null");
        config.Validate();
        return config;
    }

    /// <summary>Checks that the shape can be built and fits into memory.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(LatentChannels is >= 1 and <= 64, $"LatentChannels: expected 1 to 64, got {LatentChannels}");
        Require(Channels.Count is >= 1 and <= 5, $"Channels: expected 1 to 5 levels, got {Channels.Count}");
        Require(
            Channels.All(c => c is >= 8 and <= 1024 && c % 8 == 0),
            $"Channels: expected multiples of 8 up to 1024, got [{string.Join(", ", Channels)}]");
        Require(EncoderBlocks is >= 1 and <= 8, $"EncoderBlocks: expected 1 to 8, got {EncoderBlocks}");
        Require(DecoderBlocks is >= 1 and <= 8, $"DecoderBlocks: expected 1 to 8, got {DecoderBlocks}");
    }
}
