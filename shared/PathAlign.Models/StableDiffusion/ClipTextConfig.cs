using System.Text.Json;
using System.Text.Json.Serialization;
using static PathAlign.Models.NetworkShape;

namespace PathAlign.Models.StableDiffusion;

/// <summary>
/// The shape of a <see cref="ClipTextModel"/>: the fields of transformers' <c>text_encoder/config.json</c> that it
/// uses.
/// </summary>
public sealed record ClipTextConfig
{
    /// <summary>The shape in Stable Diffusion 2.1; a new config has that in 1.5.</summary>
    public static ClipTextConfig Version21 { get; } = new()
    {
        HiddenSize = 1024,
        IntermediateSize = 4096,
        NumHiddenLayers = 23,
        NumAttentionHeads = 16,
        HiddenAct = "gelu",
    };

    /// <summary>The name of this network in transformers.</summary>
    public string ModelType { get; init; } = "clip_text_model";

    /// <summary>Number of tokens of the vocabulary.</summary>
    public int VocabSize { get; init; } = 49408;

    /// <summary>Features of a token.</summary>
    public int HiddenSize { get; init; } = 768;

    /// <summary>Features inside the feed-forward layers.</summary>
    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Number of layers.</summary>
    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Number of attention heads.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    /// <summary>The maximum number of tokens of a text.</summary>
    public int MaxPositionEmbeddings { get; init; } = 77;

    /// <summary>Activation: quick_gelu, x·sigmoid(1.702·x), or gelu.</summary>
    public string HiddenAct { get; init; } = "quick_gelu";

    /// <summary>ε of the norms.</summary>
    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Fields that this record does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <summary>Writes the shape as transformers does.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DiffusersJson.Options);

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="ArgumentException">The text is not such JSON, or no network can have this shape.</exception>
    public static ClipTextConfig FromJson(string json)
    {
        var config = DiffusersJson.Read<ClipTextConfig>(json, "text_encoder");
        Require(
            config.VocabSize is >= 1 and <= 1_000_000, $"vocab_size: expected 1 to 1000000, got {config.VocabSize}");
        Require(
            config.NumAttentionHeads is >= 1 and <= 128 && config.HiddenSize is >= 1 and <= 8192
                && config.HiddenSize % config.NumAttentionHeads == 0,
            $"hidden_size: expected a multiple of {config.NumAttentionHeads} heads, got {config.HiddenSize}");
        Require(
            config.IntermediateSize is >= 1 and <= 65_536,
            $"intermediate_size: expected 1 to 65536, got {config.IntermediateSize}");
        Require(
            config.NumHiddenLayers is >= 1 and <= 100,
            $"num_hidden_layers: expected 1 to 100, got {config.NumHiddenLayers}");
        Require(
            config.MaxPositionEmbeddings is >= 2 and <= 4096,
            $"max_position_embeddings: expected 2 to 4096, got {config.MaxPositionEmbeddings}");
        Require(
            config.HiddenAct is "quick_gelu" or "gelu",
            $"hidden_act: expected quick_gelu or gelu, got '{config.HiddenAct}'");
        Require(
            config.LayerNormEps is > 0 and < 1,
            $"layer_norm_eps: expected a number between 0 and 1, got {config.LayerNormEps}");
        return config;
    }
}
