using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;

namespace PathAlign.StableDiffusion.Folders;

/// <summary>
/// The tensors by which the sizes in a config are compared with the headers of its weights, before memory is reserved
/// for the network: a damaged config can describe more than a machine has.
/// </summary>
internal static class ExpectedShapes
{
    /// <summary>Of the denoising network: every level's channels and number of blocks, latents and text.</summary>
    internal static IEnumerable<(string Name, long[] Shape)> Of(ConditionalUNetConfig config)
    {
        var (first, last) = (config.BlockOutChannels[0], config.BlockOutChannels[^1]);
        yield return ("conv_in.weight", [first, config.InChannels, 3, 3]);
        foreach (var level in Levels("", config.BlockOutChannels, config.LayersPerBlock)) yield return level;
        yield return (
            "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", [last, config.CrossAttentionDim]);
    }

    /// <summary>Of the text model: the vocabulary, the positions and the last layer.</summary>
    internal static IEnumerable<(string Name, long[] Shape)> Of(ClipTextConfig config)
    {
        const string Embeddings = "text_model.embeddings.";
        yield return (Embeddings + "token_embedding.weight", [config.VocabSize, config.HiddenSize]);
        yield return (Embeddings + "position_embedding.weight", [config.MaxPositionEmbeddings, config.HiddenSize]);
        yield return (
            $"text_model.encoder.layers.{config.NumHiddenLayers - 1}.mlp.fc1.weight",
            [config.IntermediateSize, config.HiddenSize]);
    }

    /// <summary>Of the autoencoder: every level's channels and number of blocks, and the latents.</summary>
    internal static IEnumerable<(string Name, long[] Shape)> Of(KlAutoencoderConfig config) =>
        Levels("encoder.", config.BlockOutChannels, config.LayersPerBlock)
            .Append(("encoder.conv_out.weight", [2 * config.LatentChannels, config.BlockOutChannels[^1], 3, 3]));

    /// <summary>The last block of each level on the way down.</summary>
    private static IEnumerable<(string Name, long[] Shape)> Levels(
        string prefix, IReadOnlyList<int> channels, int blocks) =>
        channels.Select(
            (count, level) => ($"{prefix}down_blocks.{level}.resnets.{blocks - 1}.conv2.weight",
                (long[])[count, count, 3, 3]));
}
