using System.Text.Json.Nodes;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.StableDiffusion;

public sealed class ConfigTests
{
    [Theory]
    [InlineData("block_out_channels", "[]")]
    [InlineData("block_out_channels", "[8, 18]")]
    [InlineData("block_out_channels", "[8, 8192]")]
    [InlineData("down_block_types", """["CrossAttnDownBlock2D", "AttnDownBlock2D"]""")]
    [InlineData("down_block_types", """["CrossAttnDownBlock2D"]""")]
    [InlineData("up_block_types", """["CrossAttnUpBlock2D", "UpBlock2D"]""")]
    [InlineData("layers_per_block", "0")]
    [InlineData("attention_head_dim", "3")]
    [InlineData("attention_head_dim", "[2, 2, 2]")]
    [InlineData("cross_attention_dim", "0")]
    [InlineData("norm_num_groups", "0")]
    [InlineData("norm_eps", "1")]
    [InlineData("in_channels", "65")]
    [InlineData("out_channels", "8")]
    [InlineData("sample_size", "0")]
    [InlineData("act_fn", "\"gelu\"")]
    [InlineData("center_input_sample", "true")]
    [InlineData("flip_sin_to_cos", "false")]
    [InlineData("freq_shift", "1")]
    [InlineData("downsample_padding", "0")]
    [InlineData("mid_block_scale_factor", "2")]
    [InlineData("conv_in_kernel", "5")]
    [InlineData("conv_out_kernel", "5")]
    [InlineData("dual_cross_attention", "true")]
    [InlineData("only_cross_attention", "true")]
    [InlineData("resnet_time_scale_shift", "\"scale_shift\"")]
    [InlineData("time_embedding_type", "\"fourier\"")]
    [InlineData("mid_block_type", "\"UNetMidBlock2DSimpleCrossAttn\"")]
    [InlineData("transformer_layers_per_block", "2")]
    [InlineData("class_embed_type", "\"timestep\"")]
    [InlineData("num_class_embeds", "10")]
    [InlineData("addition_embed_type", "\"text_time\"")]
    [InlineData("encoder_hid_dim", "768")]
    [InlineData("encoder_hid_dim_type", "\"text_proj\"")]
    [InlineData("time_cond_proj_dim", "256")]
    [InlineData("num_attention_heads", "8")]
    [InlineData("resnet_skip_time_act", "true")]
    [InlineData("class_embeddings_concat", "true")]
    [InlineData("resnet_out_scale_factor", "0.7")]
    [InlineData("timestep_post_act", "\"silu\"")]
    [InlineData("time_embedding_act_fn", "\"gelu\"")]
    [InlineData("_class_name", "\"UNetMotionModel\"")]
    public void A_denoising_network_that_is_not_supported_is_refused_by_the_fields_name(string field, string value)
    {
        var json = With(Tiny.UNet.ToJson(), field, value);

        Assert.Contains(field, Assert.Throws<ArgumentException>(() => ConditionalUNetConfig.FromJson(json)).Message);
    }

    [Theory]
    [InlineData("_class_name", "\"AsymmetricAutoencoderKL\"")]
    [InlineData("block_out_channels", "[4, 9]")]
    [InlineData("layers_per_block", "9")]
    [InlineData("latent_channels", "0")]
    [InlineData("norm_num_groups", "0")]
    [InlineData("scaling_factor", "0")]
    [InlineData("act_fn", "\"relu\"")]
    [InlineData("in_channels", "4")]
    [InlineData("out_channels", "4")]
    [InlineData("shift_factor", "0.1")]
    [InlineData("latents_mean", "[0, 0]")]
    [InlineData("use_quant_conv", "false")]
    [InlineData("use_post_quant_conv", "false")]
    [InlineData("mid_block_add_attention", "false")]
    public void An_autoencoder_that_is_not_supported_is_refused_by_the_fields_name(string field, string value)
    {
        var json = With(Tiny.Kl.ToJson(), field, value);

        Assert.Contains(field, Assert.Throws<ArgumentException>(() => KlAutoencoderConfig.FromJson(json)).Message);
    }

    [Theory]
    [InlineData("vocab_size", "0")]
    [InlineData("hidden_size", "9")]
    [InlineData("intermediate_size", "0")]
    [InlineData("num_hidden_layers", "101")]
    [InlineData("num_attention_heads", "0", "hidden_size")]
    [InlineData("max_position_embeddings", "1")]
    [InlineData("hidden_act", "\"relu\"")]
    [InlineData("layer_norm_eps", "0")]
    [InlineData("layer_norm_eps", "-1")]
    public void A_text_model_that_is_not_supported_is_refused_by_the_fields_name(
        string field, string value, string? named = null)
    {
        var json = With(Tiny.Text.ToJson(), field, value);

        Assert.Contains(named ?? field, Assert.Throws<ArgumentException>(() => ClipTextConfig.FromJson(json)).Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"sample_size": "large"}""")]
    public void What_is_no_config_is_refused(string json)
    {
        Assert.Contains("unet", Assert.Throws<ArgumentException>(() => ConditionalUNetConfig.FromJson(json)).Message);
        Assert.Throws<ArgumentException>(() => ClipTextConfig.FromJson(json.Replace("sample", "hidden")));
    }

    [Fact]
    public void Fields_of_a_published_config_are_read_and_those_without_effect_are_accepted()
    {
        var json = With(ConditionalUNetConfig.Version21.ToJson(), "upcast_attention", "true");
        json = With(With(json, "_diffusers_version", "\"0.10.0\""), "class_embed_type", "null");
        json = With(With(json, "resnet_out_scale_factor", "1.0"), "time_embedding_act_fn", "null");

        var config = ConditionalUNetConfig.FromJson(json);

        Assert.Equal([5, 10, 20, 20], config.AttentionHeadDim);
        Assert.True(config.UseLinearProjection);
        Assert.Equal([8], ConditionalUNetConfig.FromJson("{}").AttentionHeadDim);
    }

    [Theory]
    [InlineData(28, 28)]   // 14, 7, 4 and back
    [InlineData(9, 5)]
    public void Sizes_that_cannot_be_halved_come_back(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var network = new ConditionalUNet(
            Tiny.UNet with
            {
                BlockOutChannels = [4, 4, 8, 8],
                DownBlockTypes =
                    ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
                UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            });

        var output = network.call(randn(1, 4, height, width), tensor([500L]), randn(1, 3, 8));

        Assert.Equal([1, 4, height, width], output.shape);
    }

    private static string With(string json, string field, string value)
    {
        var config = JsonNode.Parse(json)!.AsObject();
        config[field] = JsonNode.Parse(value);
        return config.ToJsonString();
    }
}
