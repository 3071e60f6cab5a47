using PathAlign.Models;
using PathAlign.Models.Adapters;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace PathAlign.Tests.Sampling;

/// <summary>A small untrained generator in a weight file: enough to draw, to adapt and to finetune.</summary>
internal static class TinyGenerator
{
    internal static readonly UNetConfig Shape = new(
        Size: 8, Channels: [8, 16], AttentionLevels: [1], HeadChannels: 8, Dropout: 0);

    internal static string Write(
        TemporaryFolder folder, string name = "generator", ulong seed = 1, UNetConfig? shape = null)
    {
        shape ??= Shape;
        using var random = new torch.Generator(seed);
        using var network = new UNet(shape).Drawn(random);
        using var mode = no_grad();
        // what starts at zero would hide what comes before it
        foreach (var (parameterName, parameter) in network.named_parameters())
            if (
                parameterName is "conv_out.weight"
                    || parameterName.EndsWith("conv2.weight", StringComparison.Ordinal)
                    || parameterName.EndsWith("to_out.weight", StringComparison.Ordinal))
                parameter.normal_(0, 0.1, random);
        ModelWeights.Save(
            folder.At(name),
            network,
            new Dictionary<string, string>
            {
                ["kind"] = "generator",
                ["prediction"] = "V",
                ["schedule"] = "cosine",
                ["network"] = shape.ToJson(),
            });
        return folder.At(name);
    }

    /// <summary>An adapter that changes what is drawn, merged.</summary>
    internal static LoraAdapter Adapt(GeneratorModel model, int rank = 2)
    {
        var adapter = new LoraAdapter(model.Network, new LoraConfig(rank, 4));
        using var random = new torch.Generator(2);
        using var mode = no_grad();
        foreach (var parameter in adapter.Parameters) parameter.normal_(0, 0.2, random);
        adapter.Merge();
        return adapter;
    }

    /// <summary>Guidance of a strength, in the range for generators of classes.</summary>
    internal static GuidanceSettings Guided(double strength) => GuidanceSettings.OfClasses with { Strength = strength };

    /// <summary>The bytes of three tiles.</summary>
    internal static byte[] Draw(GeneratorModel model) =>
        [
            .. TileSampler.Sample(
                model.Diffusion,
                new TileDraws([0, 4, 8], [0, 1, 2], 5),
                new SamplerSettings(new PathAlign.Models.Diffusion.DpmSolverPlusPlus2M(), 3, Guided(2))).SelectMany(
                    image => image.Pixels)
        ];
}
