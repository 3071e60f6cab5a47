using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;

namespace PathAlign.Tests.Models.StableDiffusion;

/// <summary>Shapes of networks that take milliseconds.</summary>
internal static class Tiny
{
    internal static ConditionalUNetConfig UNet { get; } = new()
    {
        SampleSize = 8,
        BlockOutChannels = [8, 16],
        DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"],
        UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1,
        AttentionHeadDim = [2],
        CrossAttentionDim = 8,
        NormNumGroups = 4,
    };

    internal static KlAutoencoderConfig Kl { get; } = new()
    {
        BlockOutChannels = [4, 8],
        LayersPerBlock = 1,
        LatentChannels = 2,
        NormNumGroups = 2,
    };

    internal static ClipTextConfig Text { get; } = new()
    {
        VocabSize = 11,
        HiddenSize = 8,
        IntermediateSize = 12,
        NumHiddenLayers = 2,
        NumAttentionHeads = 2,
        MaxPositionEmbeddings = 6,
    };
}
