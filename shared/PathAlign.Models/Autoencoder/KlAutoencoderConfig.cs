using System.Text.Json;
using System.Text.Json.Serialization;
using PathAlign.Models.StableDiffusion;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.Autoencoder;

/// <summary>
/// The shape of a <see cref="KlAutoencoder"/>: the fields of diffusers' <c>vae/config.json</c> that Stable Diffusion
/// uses.
/// </summary>
public sealed record KlAutoencoderConfig
{
    /// <summary>The class that the folder names.</summary>
    public const string ClassName = "AutoencoderKL";

    /// <summary>Marks the JSON as of this family.</summary>
    [JsonPropertyName("_class_name")]
    public string Class { get; init; } = ClassName;

    /// <summary>Channels of each level, finest first; each further level halves the resolution.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [128, 256, 512, 512];

    /// <summary>Residual blocks per level of the encoder; the decoder has one more.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>Channels of a latent.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Groups of every group norm.</summary>
    public int NormNumGroups { get; init; } = 32;

    /// <summary>The factor that brings latents to a variance of about 1.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>Fields that this record does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <summary>Writes the shape as diffusers does.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DiffusersJson.Options);

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or describes a network that is not
    /// supported.</exception>
    public static KlAutoencoderConfig FromJson(string json)
    {
        var config = DiffusersJson.Read<KlAutoencoderConfig>(json, "vae");
        Require(config.Class == ClassName, $"_class_name: expected {ClassName}, got '{config.Class}'");
        Require(config.NormNumGroups is >= 1 and <= 1024, $"norm_num_groups: got {config.NormNumGroups}");
        Require(
            config.BlockOutChannels is { Count: >= 1 and <= 6 }
                && config.BlockOutChannels.All(c => c is >= 1 and <= 4096 && c % config.NormNumGroups == 0),
            $"block_out_channels: expected 1 to 6 multiples of {config.NormNumGroups} up to 4096");
        Require(
            config.LayersPerBlock is >= 1 and <= 8, $"layers_per_block: expected 1 to 8, got {config.LayersPerBlock}");
        Require(
            config.LatentChannels is >= 1 and <= 64, $"latent_channels: expected 1 to 64, got {config.LatentChannels}");
        Require(config.ScalingFactor is > 0 and < 100, $"scaling_factor: got {config.ScalingFactor}");
        DiffusersJson.RequireOnly(
            config.Others,
            ("act_fn", "silu"), ("in_channels", "3"), ("out_channels", "3"), ("shift_factor", ""),
            ("latents_mean", ""), ("use_quant_conv", "True"), ("use_post_quant_conv", "True"),
            ("mid_block_add_attention", "True"));
        return config;
    }
}
