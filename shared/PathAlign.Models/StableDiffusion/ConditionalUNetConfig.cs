using System.Text.Json;
using System.Text.Json.Serialization;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// The shape of a <see cref="ConditionalUNet"/>: the fields of diffusers' <c>unet/config.json</c> that Stable Diffusion
/// 1.x and 2.x use. Fields that would change the network and are not supported are refused.
/// </summary>
public sealed record ConditionalUNetConfig
{
    private const string ClassName = "UNet2DConditionModel";
    private const string WithAttentionDown = "CrossAttnDownBlock2D", PlainDown = "DownBlock2D";
    private const string WithAttentionUp = "CrossAttnUpBlock2D", PlainUp = "UpBlock2D";

    /// <summary>The shape of Stable Diffusion 2.1; a new config has that of 1.5.</summary>
    public static ConditionalUNetConfig Version21 { get; } = new()
    {
        SampleSize = 96,
        AttentionHeadDim = [5, 10, 20, 20],
        CrossAttentionDim = 1024,
        UseLinearProjection = true,
    };

    /// <summary>The name of this network in diffusers.</summary>
    [JsonPropertyName("_class_name")]
    public string Class { get; init; } = ClassName;

    /// <summary>Height and width of a latent.</summary>
    public int SampleSize { get; init; } = 64;

    /// <summary>Channels of a latent.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels of the prediction.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary>Channels of each level, finest first; each further level halves the resolution.</summary>
    public IReadOnlyList<int> BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>The kind of each level on the way down, with or without attention.</summary>
    public IReadOnlyList<string> DownBlockTypes { get; init; } =
        [WithAttentionDown, WithAttentionDown, WithAttentionDown, PlainDown];

    /// <summary>The kind of each level on the way up, coarsest first.</summary>
    public IReadOnlyList<string> UpBlockTypes { get; init; } =
        [PlainUp, WithAttentionUp, WithAttentionUp, WithAttentionUp];

    /// <summary>Residual blocks per level on the way down; the way up has one more.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>
    /// Number of attention heads of each level, or one number for all. The published name says dimension; it is the
    /// number.
    /// </summary>
    [JsonConverter(typeof(NumberOrNumbers))]
    public IReadOnlyList<int> AttentionHeadDim { get; init; } = [8];

    /// <summary>Features of a text token.</summary>
    public int CrossAttentionDim { get; init; } = 768;

    /// <summary>Groups of every group norm.</summary>
    public int NormNumGroups { get; init; } = 32;

    /// <summary>ε of the residual blocks' norms.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Whether attention projects by a linear layer (2.x) instead of a 1×1 convolution (1.x).</summary>
    public bool UseLinearProjection { get; init; }

    /// <summary>Fields that this record does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <summary>Number of levels.</summary>
    [JsonIgnore]
    public int Levels => BlockOutChannels.Count;

    /// <summary>The number of heads at a level.</summary>
    public int Heads(int level) => AttentionHeadDim.Count == 1 ? AttentionHeadDim[0] : AttentionHeadDim[level];

    /// <summary>Whether a level has attention; the way up mirrors the way down.</summary>
    public bool HasAttention(int level) => DownBlockTypes[level] == WithAttentionDown;

    /// <summary>Writes the shape as diffusers does.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DiffusersJson.Options);

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or describes a network that is not
    /// supported.</exception>
    public static ConditionalUNetConfig FromJson(string json)
    {
        var config = DiffusersJson.Read<ConditionalUNetConfig>(json, "unet");
        config.Validate();
        return config;
    }

    private void Validate()
    {
        Require(Class == ClassName, $"_class_name: expected {ClassName}, got '{Class}'");
        Require(
            BlockOutChannels is { Count: >= 1 and <= 6 } && BlockOutChannels.All(c => c is >= 1 and <= 4096),
            "block_out_channels: expected 1 to 6 numbers up to 4096");
        Require(
            DownBlockTypes?.Count == Levels && DownBlockTypes.All(t => t is WithAttentionDown or PlainDown),
            $"down_block_types: expected {Levels} of {WithAttentionDown} and {PlainDown}");
        Require(
            UpBlockTypes?.Count == Levels
                && UpBlockTypes.Reverse().Select(t => t?.Replace("Up", "Down", StringComparison.Ordinal))
                    .SequenceEqual(DownBlockTypes!),
            $"up_block_types: expected {WithAttentionUp} and {PlainUp} in the reverse order of the way down");
        Require(NormNumGroups is >= 1 and <= 1024, $"norm_num_groups: expected 1 to 1024, got {NormNumGroups}");
        Require(
            BlockOutChannels.All(c => c % NormNumGroups == 0),
            $"block_out_channels: expected multiples of norm_num_groups, {NormNumGroups}");
        Require(
            AttentionHeadDim?.Count is { } count && (count == 1 || count == Levels)
                && Enumerable.Range(0, Levels).All(i => Heads(i) >= 1 && BlockOutChannels[i] % Heads(i) == 0),
            "attention_head_dim: expected one number of heads, or one per level, that divides the level's channels");
        Require(LayersPerBlock is >= 1 and <= 8, $"layers_per_block: expected 1 to 8, got {LayersPerBlock}");
        Require(InChannels is >= 1 and <= 64, $"in_channels: expected 1 to 64, got {InChannels}");
        Require(OutChannels == InChannels, $"out_channels: expected {InChannels} as in_channels, got {OutChannels}");
        Require(SampleSize is >= 1 and <= 1024, $"sample_size: expected 1 to 1024, got {SampleSize}");
        Require(
            CrossAttentionDim is >= 1 and <= 4096, $"cross_attention_dim: expected 1 to 4096, got {CrossAttentionDim}");
        Require(NormEps is > 0 and < 1, $"norm_eps: expected a number between 0 and 1, got {NormEps}");
        DiffusersJson.RequireOnly(
            Others,
            ("act_fn", "silu"), ("center_input_sample", "False"), ("flip_sin_to_cos", "True"), ("freq_shift", "0"),
            ("downsample_padding", "1"), ("mid_block_scale_factor", "1"), ("conv_in_kernel", "3"),
            ("conv_out_kernel", "3"), ("dual_cross_attention", "False"), ("only_cross_attention", "False"),
            ("resnet_time_scale_shift", "default"), ("time_embedding_type", "positional"),
            ("mid_block_type", "UNetMidBlock2DCrossAttn"), ("transformer_layers_per_block", "1"),
            ("class_embed_type", ""), ("num_class_embeds", ""), ("addition_embed_type", ""), ("encoder_hid_dim", ""),
            ("encoder_hid_dim_type", ""), ("time_cond_proj_dim", ""), ("num_attention_heads", ""),
            ("resnet_skip_time_act", "False"), ("class_embeddings_concat", "False"), ("resnet_out_scale_factor", "1"),
            ("timestep_post_act", ""), ("time_embedding_act_fn", ""));
    }
}
