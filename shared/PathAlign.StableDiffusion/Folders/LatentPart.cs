using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;
using PathAlign.Sampling;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>
/// The autoencoder of a folder: diffusers' AutoencoderKL or AutoencoderTiny, or one that the product trained.
/// </summary>
internal static class LatentPart
{
    /// <summary>The folder's name.</summary>
    internal const string Name = "vae";

    /// <summary>The class of an autoencoder that the product trained; other programs do not know it.</summary>
    internal const string OwnClass = "PathAlignAutoencoder";
    private const string TinyClass = "AutoencoderTiny";

    /// <summary>Reads the autoencoder and the scale of its latents.</summary>
    /// <exception cref="InvalidInputException">Config or weights are not those of a supported autoencoder.</exception>
    internal static LatentSpace Read(string model)
    {
        var part = new PartFolder(model, Name);
        var head = part.Config(
            text => JsonSerializer.Deserialize<Head>(text) ?? throw new ArgumentException("expected an object"));
        var (codec, usual) = head.Class switch
        {
            KlAutoencoderConfig.ClassName => (Kl(part), new KlAutoencoderConfig().ScalingFactor),
            TinyClass or OwnClass => (AutoencoderFile.Read(part.WeightFile()).Codec, 1),
            _ => throw new InvalidInputException(
                part.ConfigPath,
                "_class_name",
                $"expected {KlAutoencoderConfig.ClassName}, {TinyClass} or {OwnClass}, found '{head.Class}'"),
        };
        foreach (var parameter in codec.Network.parameters()) parameter.requires_grad = false;
        // Older versions of diffusers did not write the factor into the config.
        return Scaled(codec, head, (float)(head.ScalingFactor ?? usual), part.ConfigPath);
    }

    private static IImageCodec Kl(PartFolder part)
    {
        var config = part.Config(KlAutoencoderConfig.FromJson);
        part.Require(ExpectedShapes.Of(config));
        var network = new KlAutoencoder(config);
        part.LoadInto(network, KlNames.InFile, _ => false);
        return network;
    }

    private static LatentSpace Scaled(IImageCodec codec, Head head, float scale, string path)
    {
        var mean = head.Mean ?? new float[codec.LatentChannels];
        var deviation = head.Deviation ?? [.. Enumerable.Repeat(1 / scale, codec.LatentChannels)];
        var fits = mean.Length == codec.LatentChannels && deviation.Length == codec.LatentChannels
            && mean.All(float.IsFinite) && deviation.All(d => float.IsFinite(d) && d > 0);
        return fits
            ? new LatentSpace(codec, mean, deviation)
            : throw new InvalidInputException(
                path,
                "scaling_factor, latents_mean, latents_std",
                $"expected {codec.LatentChannels} finite numbers, deviations above 0");
    }

    /// <summary>The fields that every autoencoder's config can have.</summary>
    internal sealed record Head(
        [property: JsonPropertyName("_class_name")] string? Class,
        [property: JsonPropertyName("scaling_factor")] double? ScalingFactor,
        [property: JsonPropertyName("latents_mean")] float[]? Mean,
        [property: JsonPropertyName("latents_std")] float[]? Deviation);
}
