using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.StableDiffusion;

/// <summary>
/// The networks next to golden.py, which has the formulas of the papers in PyTorch and none of the product's code.
/// </summary>
public sealed class GoldenTests : IDisposable
{
    private const float Limit = 2e-5f;

    private static readonly ConditionalUNetConfig Cross = Tiny.UNet with { CrossAttentionDim = 6, NormNumGroups = 4 };

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _text = GoldenValues.Values("text", 2, 3, 6);
    private readonly Tensor _keep = tensor([1f, 1, 0, 1, 1, 1], 2, 3);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_residual_block_with_and_without_a_time()
    {
        var input = GoldenValues.Values("input", 2, 4, 3, 5);
        var timed = new ResnetBlock(4, 8, 6, 2, 1e-5).Filled("resnet.");
        var plain = new ResnetBlock(4, 8, null, 2, 1e-6).Filled("resnet.");

        Agrees("resnet", timed.call(input, nn.functional.silu(GoldenValues.Values("time", 2, 6))));
        Agrees("resnet without time", plain.call(input, null));
    }

    [Fact]
    public void A_transformer_with_either_projection_and_a_mask()
    {
        var map = GoldenValues.Values("map", 2, 8, 2, 3);
        var convolutions = new SpatialTransformer(8, 2, Cross).Filled("transformer.");
        var linear = new SpatialTransformer(8, 4, Cross with { UseLinearProjection = true }).Filled("transformer.");

        Agrees("transformer", convolutions.call(map, _text, null));
        Agrees("linear transformer", linear.call(map, _text, (1 - _keep.unsqueeze(1).unsqueeze(1)) * -10000));
    }

    [Fact]
    public void A_network_shaped_as_1_x_on_odd_sizes()
    {
        var network = new ConditionalUNet(Cross).Filled();

        Agrees("unet 1", network.call(GoldenValues.Values("noisy", 2, 4, 7, 5), tensor([1L, 981L]), _text));
    }

    [Fact]
    public void A_network_shaped_as_2_x_with_heads_by_level_and_a_mask()
    {
        var network = new ConditionalUNet(
            Cross with
            {
                DownBlockTypes = ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
                UpBlockTypes = ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
                AttentionHeadDim = [2, 4],
                UseLinearProjection = true,
            }).Filled();

        Agrees("unet 2", network.Predict(GoldenValues.Values("noisy", 2, 4, 7, 5), tensor([1f, 981f]), _text, _keep));
    }

    [Fact]
    public void An_autoencoder()
    {
        var network = new KlAutoencoder(Tiny.Kl).Filled();

        var (mean, logVariance) = network.Moments(GoldenValues.Values("image", 1, 3, 8, 12));

        Agrees("moments", cat([mean, logVariance], 1));
        Agrees("image", network.Decode(GoldenValues.Values("latents", 1, 2, 4, 6)));
    }

    [Fact]
    public void A_text_model_with_either_activation_and_a_mask()
    {
        var tokens = tensor([10L, 3, 3, 7, 0], 1, 5);
        var quick = new ClipTextModel(Tiny.Text).Filled();
        var plain = new ClipTextModel(Tiny.Text with { HiddenAct = "gelu", NumAttentionHeads = 4 }).Filled();

        Agrees("clip", quick.call(tokens));
        Agrees("clip with gelu", plain.States(tokens, tensor([1L, 1, 0, 1, 1], 1, 5))[^1]);
    }

    private static void Agrees(string name, Tensor found) =>
        Assert.True(GoldenValues.Difference(name, found) < Limit, $"{name}: {GoldenValues.Difference(name, found)}");
}
