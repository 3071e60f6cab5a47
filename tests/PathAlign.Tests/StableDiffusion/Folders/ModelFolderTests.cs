using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PathAlign.Files;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.StableDiffusion;
using PathAlign.Models.Weights;
using PathAlign.StableDiffusion.Folders;
using PathAlign.Tests.Files;
using PathAlign.Tests.Models;
using PathAlign.Tests.Models.StableDiffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion.Folders;

public sealed class ModelFolderTests : IDisposable
{
    private const string File1 = "diffusion_pytorch_model.safetensors";

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TemporaryFolder _folder = new();
    private readonly ConditionalUNet _network = new ConditionalUNet(Tiny.UNet).Filled();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float32, File1)]
    [InlineData(ScalarType.Float16, File1)]
    [InlineData(ScalarType.Float16, "diffusion_pytorch_model.fp16.safetensors")]
    [InlineData(ScalarType.BFloat16, "model.safetensors")]
    public void Weights_of_any_precision_become_float32(ScalarType type, string name)
    {
        WriteUNet(name, Weights(_network).Select(e => (e.name, e.tensor.to(type))));

        using var read = ModelFolder.ReadUNet(_folder.Path);

        Assert.False(read.training);
        foreach (var (weight, expected) in _network.state_dict())
        {
            var found = read.state_dict()[weight];
            Assert.Equal(ScalarType.Float32, found.dtype);
            Assert.Equal(WeightBits.Of(expected.to(type).to(ScalarType.Float32)), WeightBits.Of(found));
        }
    }

    [Theory]
    [InlineData("index.json")]
    [InlineData("index.fp16.json")]
    [InlineData("index.bf16.json")]
    public void Weights_in_several_files_are_found_by_their_index(string index)
    {
        var weights = Weights(_network);
        WriteUNet("part-1.safetensors", weights.Take(20));
        WriteUNet("part-2.safetensors", weights.Skip(20));
        WriteIndex(weights.Select((e, i) => (e.name, i < 20 ? "part-1.safetensors" : "part-2.safetensors")), index);

        using var read = ModelFolder.ReadUNet(_folder.Path);

        Assert.Equal(WeightBits.Of(_network).Select(e => e.bits), WeightBits.Of(read).Select(e => e.bits));
    }

    [Theory]
    [InlineData("../part-1.safetensors")]
    [InlineData("/etc/hosts")]
    [InlineData("sub/part-1.safetensors")]
    public void An_index_that_names_a_file_elsewhere_is_refused(string elsewhere)
    {
        WriteUNet("part-1.safetensors", Weights(_network));
        WriteIndex([("conv_in.weight", elsewhere)]);

        var error = Refused();

        Assert.Contains("weight_map", error);
        Assert.Contains(elsewhere, error);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"weight_map": {"conv_in.weight": 3}}""")]
    [InlineData("""{"weight_map": {}}""")]
    public void What_is_no_index_is_refused(string index)
    {
        WriteUNet(File1, Weights(_network));
        _folder.Write($"unet/{File1}.index.json", Encoding.UTF8.GetBytes(index));

        Assert.Contains("weight_map", Refused());
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        WriteUNet(File1, Weights(_network).Where(e => e.name != "mid_block.resnets.1.conv2.bias"));

        Assert.Contains("mid_block.resnets.1.conv2.bias", Refused());
    }

    [Fact]
    public void A_tensor_that_the_network_does_not_have_is_named()
    {
        WriteUNet(File1, Weights(_network).Append(("class_embedding.weight", zeros(2, 2))));

        Assert.Contains("class_embedding.weight", Refused());
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named()
    {
        WriteUNet(
            File1, Weights(_network).Select(e => e.name == "conv_in.bias" ? (e.name, zeros(9)) : e));

        Assert.Contains("conv_in.bias", Refused());
    }

    [Fact]
    public void Other_formats_of_weights_are_not_read_and_the_error_says_so()
    {
        WriteUNet(File1, Weights(_network));
        File.Move(_folder.At($"unet/{File1}"), _folder.At("unet/diffusion_pytorch_model.bin"));

        Assert.Contains(".bin", Refused());
    }

    [Fact]
    public void A_config_of_another_kind_of_network_is_refused_with_its_path()
    {
        WriteUNet(File1, Weights(_network));
        _folder.Write("unet/config.json", "{\"class_embed_type\": \"timestep\"}"u8.ToArray());

        var error = Refused();

        Assert.Contains("config.json", error);
        Assert.Contains("class_embed_type", error);
    }

    [Fact]
    public void A_folder_without_a_part_is_refused_by_the_parts_name() => Assert.Contains("unet", Refused());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_autoencoders_attention_has_its_names_of_today_or_of_before(bool isOld)
    {
        var network = new KlAutoencoder(Tiny.Kl).Filled();
        string Name(string name) => isOld
            ? name.Replace(".to_q.", ".query.").Replace(".to_k.", ".key.").Replace(".to_v.", ".value.")
                .Replace(".to_out.0.", ".proj_attn.")
            : name;
        Write("vae", File1, Tiny.Kl.ToJson(), Weights(network).Select(e => (Name(e.name), e.tensor)));

        var read = ModelFolder.ReadLatents(_folder.Path);

        Assert.Equal(
            WeightBits.Of(network).Select(e => e.bits), WeightBits.Of(read.Codec.Network).Select(e => e.bits));
        Assert.Equal(1 / 0.18215f, read.Deviation[0], 1e-5);
        Assert.All(read.Codec.Network.parameters(), p => Assert.False(p.requires_grad));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    public void A_small_autoencoder_has_the_names_of_diffusers_which_counts_a_layer_less_in_the_decoder(ScalarType type)
    {
        var network = new TinyAutoencoder(4, pooled: false).Filled();
        static string Name(string name) => Regex.Replace(
            name,
            @"^(encoder|decoder)\.(\d+)\.",
            found => found.Groups[1].Value == "encoder"
                ? $"encoder.layers.{found.Groups[2]}."
                : $"decoder.layers.{int.Parse(found.Groups[2].ValueSpan) - 1}.");
        var weights = Weights(network).Select(e => (name: Name(e.name), tensor: e.tensor.to(type))).ToList();
        Write("vae", File1, """{"_class_name": "AutoencoderTiny", "latent_channels": 4}""", weights);

        var read = ModelFolder.ReadLatents(_folder.Path);

        var names = weights.Select(e => e.name).ToHashSet();
        Assert.Contains("encoder.layers.14.bias", names);
        Assert.Contains("decoder.layers.0.weight", names);
        Assert.Contains("decoder.layers.2.conv.0.weight", names);
        Assert.Contains("decoder.layers.18.bias", names);
        var found = read.Codec.Network.state_dict();
        Assert.Equal(names.Count, found.Count);
        foreach (var (weight, expected) in network.state_dict())
            Assert.Equal(
                WeightBits.Of(expected.to(type).to(ScalarType.Float32)), WeightBits.Of(found[weight]));
        Assert.Equal([1, 1, 1, 1], read.Deviation);
        Assert.Equal((8, 4), (read.Codec.Factor, read.Codec.LatentChannels));
    }

    [Fact]
    public void A_published_autoencoder_without_a_factor_has_that_of_Stable_Diffusion()
    {
        var config = JsonNode.Parse(Tiny.Kl.ToJson())!.AsObject();
        Assert.True(config.Remove("scaling_factor"));
        Write("vae", File1, config.ToJsonString(), Weights(new KlAutoencoder(Tiny.Kl).Filled()));

        Assert.Equal(1 / 0.18215f, ModelFolder.ReadLatents(_folder.Path).Deviation[0], 1e-5);
    }

    [Theory]
    [InlineData("unet", "layers_per_block", "8", "down_blocks.0.resnets.7.conv2.weight")]
    [InlineData("unet", "block_out_channels", "[64, 64]", "conv_in.weight")]
    [InlineData("unet", "cross_attention_dim", "512", "attn2.to_k.weight")]
    [InlineData("text_encoder", "num_hidden_layers", "100", "layers.99.mlp.fc1.weight")]
    [InlineData("text_encoder", "intermediate_size", "4096", "mlp.fc1.weight")]
    [InlineData("text_encoder", "vocab_size", "4096", "token_embedding.weight")]
    [InlineData("vae", "block_out_channels", "[64, 64]", "encoder.down_blocks.0.resnets.0.conv2.weight")]
    [InlineData("vae", "latent_channels", "64", "encoder.conv_out.weight")]
    public void A_config_that_is_larger_than_its_weights_is_refused_before_memory_is_reserved(
        string part, string field, string value, string tensor)
    {
        var (config, network, file) = part switch
        {
            "unet" => (Tiny.UNet.ToJson(), (nn.Module)_network, File1),
            "vae" => (Tiny.Kl.ToJson(), new KlAutoencoder(Tiny.Kl), File1),
            _ => (Tiny.Text.ToJson(), new ClipTextModel(Tiny.Text), "model.safetensors"),
        };
        var json = JsonNode.Parse(config)!.AsObject();
        json[field] = JsonNode.Parse(value);
        Write(part, file, json.ToJsonString(), Weights(network));

        var error = Assert.Throws<InvalidInputException>(() => part switch
        {
            "unet" => ModelFolder.ReadUNet(_folder.Path),
            "vae" => ModelFolder.ReadLatents(_folder.Path).Codec.Network,
            _ => (nn.Module)ModelFolder.ReadText(_folder.Path),
        });

        Assert.Contains(tensor, error.Message);
    }

    [Fact]
    public void A_small_autoencoder_in_several_files_is_refused()
    {
        Directory.CreateDirectory(_folder.At("vae"));
        _folder.Write("vae/config.json", """{"_class_name": "AutoencoderTiny"}"""u8.ToArray());
        _folder.Write(
            $"vae/{File1}.index.json",
            """{"weight_map": {"a": "a.safetensors", "b": "b.safetensors"}}"""u8.ToArray());

        var error = Assert.Throws<InvalidInputException>(() => ModelFolder.ReadLatents(_folder.Path));

        Assert.Contains("expected one file for this network, found several", error.Message);
    }

    [Fact]
    public void Old_and_new_names_in_one_file_are_refused()
    {
        var network = new KlAutoencoder(Tiny.Kl).Filled();
        var more = ("encoder.mid_block.attentions.0.query.weight", zeros(8, 8));
        Write("vae", File1, Tiny.Kl.ToJson(), Weights(network).Append(more));

        Assert.Contains(
            "query.weight",
            Assert.Throws<InvalidInputException>(() => ModelFolder.ReadLatents(_folder.Path)).Message);
    }

    [Fact]
    public void Positions_that_older_text_models_store_are_ignored()
    {
        var network = new ClipTextModel(Tiny.Text).Filled();
        var positions = ("text_model.embeddings.position_ids", arange(6).unsqueeze(0));
        Write("text_encoder", "model.safetensors", Tiny.Text.ToJson(), Weights(network).Append(positions));

        using var read = ModelFolder.ReadText(_folder.Path);

        Assert.Equal(WeightBits.Of(network).Select(e => e.bits), WeightBits.Of(read).Select(e => e.bits));
    }

    private string Refused() =>
        Assert.Throws<InvalidInputException>(() => ModelFolder.ReadUNet(_folder.Path)).Message;

    private static List<(string name, Tensor tensor)> Weights(nn.Module network) =>
        [.. network.state_dict().Select(e => (e.Key, e.Value))];

    private void WriteUNet(string file, IEnumerable<(string name, Tensor tensor)> weights) =>
        Write("unet", file, Tiny.UNet.ToJson(), weights);

    private void Write(string part, string file, string config, IEnumerable<(string name, Tensor tensor)> weights)
    {
        Directory.CreateDirectory(_folder.At(part));
        _folder.Write($"{part}/config.json", Encoding.UTF8.GetBytes(config));
        SafetensorsWriter.Write(_folder.At($"{part}/{file}"), ModelWeights.Export(weights));
    }

    private void WriteIndex(IEnumerable<(string tensor, string file)> files, string ending = "index.json")
    {
        var map = files.ToDictionary(f => f.tensor, f => f.file);
        _folder.Write(
            $"unet/{File1}.{ending}",
            JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["weight_map"] = map }));
    }
}
