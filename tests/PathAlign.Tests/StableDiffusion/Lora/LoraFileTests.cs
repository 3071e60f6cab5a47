using PathAlign.Files;
using PathAlign.StableDiffusion.Lora;
using PathAlign.Tests.Files;
using Xunit;
using static PathAlign.Tests.StableDiffusion.Lora.LoraTensors;

namespace PathAlign.Tests.StableDiffusion.Lora;

public sealed class LoraFileTests : IDisposable
{
    private static readonly string[] _modules = ["down.0.attn1.to_q", "down.0.attn1.to_out.0", "mid_block.conv"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unet.down.0.attn1.to_q.lora_A.weight", "unet.down.0.attn1.to_q.lora_B.weight")]
    [InlineData("down.0.attn1.to_q.lora_A.weight", "down.0.attn1.to_q.lora_B.weight")]
    [InlineData("base_model.model.down.0.attn1.to_q.lora_A.weight", "base_model.model.down.0.attn1.to_q.lora_B.weight")]
    [InlineData(
        "unet.down.0.attn1.processor.to_q_lora.down.weight", "unet.down.0.attn1.processor.to_q_lora.up.weight")]
    [InlineData("down.0.attn1.processor.to_q_lora.down.weight", "down.0.attn1.processor.to_q_lora.up.weight")]
    [InlineData("unet.down.0.attn1.to_q.lora.down.weight", "unet.down.0.attn1.to_q.lora.up.weight")]
    [InlineData("lora_unet_down_0_attn1_to_q.lora_down.weight", "lora_unet_down_0_attn1_to_q.lora_up.weight")]
    public void Each_naming_of_a_change_is_read_as_the_same_change(string down, string up)
    {
        using var change = LoraFile.Read(Write(Floats(down, [1, 2], 3, 4), Floats(up, [2, 1], 5, 6)), _modules);

        var module = Assert.Single(change.Modules);
        Assert.Equal(("down.0.attn1.to_q", 1L, 1.0), (module.Name, module.Rank, module.Alpha));
        Assert.Equal([3f, 4f], module.A.data<float>().ToArray());
        Assert.Equal([5f, 6f], module.B.data<float>().ToArray());
    }

    [Fact]
    public void The_output_projection_of_older_files_is_the_first_layer_of_its_block()
    {
        using var change = LoraFile.Read(
            Write(
                Floats("down.0.attn1.processor.to_out_lora.down.weight", [1, 2], 3, 4),
                Floats("down.0.attn1.processor.to_out_lora.up.weight", [2, 1], 5, 6)),
            _modules);

        Assert.Equal("down.0.attn1.to_out.0", Assert.Single(change.Modules).Name);
    }

    [Fact]
    public void Underscores_within_names_are_told_from_those_between_them()
    {
        using var change = LoraFile.Read(
            Write(
                Floats("lora_unet_mid_block_conv.lora_down.weight", [1, 1, 3, 3], new float[9]),
                Floats("lora_unet_mid_block_conv.lora_up.weight", [2, 1, 1, 1], 5, 6),
                Floats("lora_unet_mid_block_conv.alpha", [], 0.5f)),
            _modules);

        var module = Assert.Single(change.Modules);
        Assert.Equal("mid_block.conv", module.Name);
        Assert.Equal(0.5, module.Scale);
        Assert.Equal([1, 1, 3, 3], module.A.shape);
    }

    [Fact]
    public void A_name_that_two_modules_share_is_refused()
    {
        var path = Write(Floats("lora_unet_a_b_c.lora_down.weight", [1, 1], 1));

        var error = Assert.Throws<InvalidInputException>(() => LoraFile.Read(path, ["a_b.c", "a.b_c"]));

        Assert.Contains("expected the name of one module, found one that a_b.c and a.b_c share", error.Message);
    }

    [Fact]
    public void Half_precision_is_widened()
    {
        using var change = LoraFile.Read(
            Write(
                Halves("down.0.attn1.to_q.lora_A.weight", [1, 2], 0.5f, -2),
                Halves("down.0.attn1.to_q.lora_B.weight", [1, 1], 4)),
            _modules);

        Assert.Equal([0.5f, -2f], change.Modules[0].A.data<float>().ToArray());
    }

    [Fact]
    public void Alpha_of_a_files_metadata_and_of_a_PEFT_configuration_counts()
    {
        var pair = Pair("down.0.attn1.to_q");
        var diffusers = Write(pair, """{"unet.lora_alpha": 3, "unet.r": 1}""");
        var peft = Path.Combine(_folder.Path, "adapter_model.safetensors");
        SafetensorsWriter.Write(peft, pair);
        File.WriteAllText(Path.Combine(_folder.Path, "adapter_config.json"), """{"lora_alpha": 2, "r": 1}""");

        using var first = LoraFile.Read(diffusers, _modules);
        using var second = LoraFile.Read(peft, _modules);

        Assert.Equal((3.0, 2.0), (first.Modules[0].Alpha, second.Modules[0].Alpha));
    }

    [Fact]
    public void A_pattern_of_alphas_that_are_all_the_same_is_one_alpha()
    {
        using var change = LoraFile.Read(
            Write(
                Pair("down.0.attn1.to_q"),
                """{"unet.lora_alpha": 3, "unet.alpha_pattern": {"down.0.attn1.to_q": 3.0, "mid_block.conv": 3}}"""),
            _modules);

        Assert.Equal(3, change.Modules[0].Alpha);
    }

    [Theory]
    [InlineData("text_encoder.a.self_attn.to_q_lora.down.weight", "a.self_attn.q_proj")]
    [InlineData("text_encoder.a.self_attn.to_k_lora.down.weight", "a.self_attn.k_proj")]
    [InlineData("text_encoder.a.self_attn.to_v_lora.down.weight", "a.self_attn.v_proj")]
    [InlineData("text_encoder.a.self_attn.to_out_lora.down.weight", "a.self_attn.out_proj")]
    [InlineData("base_model.model.text_model.b.q_proj.lora_A.weight", "text_model.b.q_proj")]
    public void Other_names_of_the_text_encoders_matrices_are_read(string down, string module)
    {
        var up = down.Replace(".down.", ".up.").Replace(".lora_A.", ".lora_B.");
        var path = Write(Floats(down, [1, 1], 1), Floats(up, [1, 1], 1));

        var changes = LoraFile.Read(path, new Dictionary<LoraNetwork, IReadOnlyCollection<string>>
        {
            [LoraNetwork.Unet] = _modules,
            [LoraNetwork.TextEncoder] = [module],
        });

        Assert.Equal(module, Assert.Single(changes[LoraNetwork.TextEncoder].Modules).Name);
        Assert.Empty(changes[LoraNetwork.Unet].Modules);
        foreach (var change in changes.Values) change.Dispose();
    }

    [Theory]
    [InlineData("""{"unet.use_dora": true}""", "use_dora: expected plain LoRA (false), found true")]
    [InlineData("""{"unet.alpha_pattern": {"a": 1}}""", "alpha_pattern: expected one alpha of all modules")]
    [InlineData(
        """{"unet.lora_alpha": 2, "unet.alpha_pattern": {"a": 2, "b": 1}}""", "alpha_pattern: expected one alpha of")]
    [InlineData("""{"unet.lora_alpha": -1}""", "lora_alpha: expected a number above 0, found -1")]
    [InlineData("[]", "JSON: expected the settings of LoRA")]
    public void Settings_that_plain_LoRA_cannot_follow_are_refused(string metadata, string message)
    {
        var path = Write(Pair("down.0.attn1.to_q"), metadata);

        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => LoraFile.Read(path, _modules)).Message);
    }

    public static TheoryData<string, TensorData[]> Broken => new()
    {
        { "tensor 'x.bias': expected a matrix or an alpha of LoRA", [Floats("x.bias", [1], 1)] },
        { "'down.0.attn1.to_q.lora_mid.weight': expected", [Floats("down.0.attn1.to_q.lora_mid.weight", [1, 1], 1)] },
        { "found 'up.9.attn1.to_q'", [Floats("unet.up.9.attn1.to_q.lora_A.weight", [1, 1], 1)] },
        { "found 'up_9_to_q'", [Floats("lora_unet_up_9_to_q.lora_up.weight", [1, 1], 1)] },
        { "no change of the text encoder", [Floats("lora_te_text_model_a.lora_up.weight", [1, 1], 1)] },
        { "no change of the text encoder", [Floats("text_encoder.a.lora_A.weight", [1, 1], 1)] },
        { "expected matrices A and B, found no B", [Floats("down.0.attn1.to_q.lora_A.weight", [1, 1], 1)] },
        {
            "expected shape [out,2] or [out,2,1,1], found [1,1]",
            [
                Floats("down.0.attn1.to_q.lora_A.weight", [2, 1], 1, 2),
                Floats("down.0.attn1.to_q.lora_B.weight", [1, 1], 1),
            ]
        },
        {
            "expected shape [r,in] or [r,in,k,k], found [1]",
            [Floats("down.0.attn1.to_q.lora_A.weight", [1], 1), Floats("down.0.attn1.to_q.lora_B.weight", [1, 1], 1)]
        },
        {
            "expected finite numbers",
            [
                Floats("down.0.attn1.to_q.lora_A.weight", [1, 1], float.NaN),
                Floats("down.0.attn1.to_q.lora_B.weight", [1, 1], 1),
            ]
        },
        {
            "expected an alpha above 0, found 0",
            [.. Pair("down.0.attn1.to_q"), Floats("down.0.attn1.to_q.alpha", [], 0)]
        },
        {
            "expected each part once, found it as",
            [.. Pair("down.0.attn1.to_q"), Floats("unet.down.0.attn1.to_q.lora_A.weight", [1, 1], 1)]
        },
        { "expected matrices of LoRA, found none", [] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Tensors_that_cannot_be_used_are_refused_by_name(string message, TensorData[] tensors)
    {
        var path = Write(tensors);

        var error = Assert.Throws<InvalidInputException>(() => LoraFile.Read(path, _modules));

        Assert.StartsWith(path, error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Changes_of_both_networks_in_a_file_are_read_apart()
    {
        var path = Write(
            [
                .. Pair("down.0.attn1.to_q"),
                Floats("lora_te_text_model_mlp_fc1.lora_down.weight", [1, 1], 1),
                Floats("lora_te_text_model_mlp_fc1.lora_up.weight", [1, 1], 1),
            ]);

        var changes = LoraFile.Read(path, new Dictionary<LoraNetwork, IReadOnlyCollection<string>>
        {
            [LoraNetwork.Unet] = _modules,
            [LoraNetwork.TextEncoder] = ["text_model.mlp.fc1"],
        });

        Assert.Equal("down.0.attn1.to_q", Assert.Single(changes[LoraNetwork.Unet].Modules).Name);
        Assert.Equal("text_model.mlp.fc1", Assert.Single(changes[LoraNetwork.TextEncoder].Modules).Name);
        foreach (var change in changes.Values) change.Dispose();
    }

    [Theory]
    [InlineData(LoraNaming.Diffusers, "unet.down.0.attn1.to_q.lora_B.weight")]
    [InlineData(LoraNaming.Peft, "base_model.model.down.0.attn1.to_q.lora_B.weight")]
    public void What_is_written_has_the_same_effect_when_it_is_read(LoraNaming naming, string name)
    {
        var path = Path.Combine(_folder.Path, "written.safetensors");
        using var change = new LoraChange(
            [new LoraModule("down.0.attn1.to_q", Matrix([2, 1], 1, 2), Matrix([1, 2], 3, 4), Alpha: 8)]);

        LoraFile.Write(path, change, naming, new Dictionary<string, string> { ["round"] = "5" });

        using var file = SafetensorsFile.Open(path);
        using var read = LoraFile.Read(path, _modules);
        Assert.Contains(name, file.Tensors.Keys);
        Assert.Equal("5", file.Metadata["round"]);
        Assert.Equal(1, read.Modules[0].Scale);
        Assert.Equal([12f, 16f], read.Modules[0].B.data<float>().ToArray());   // α/r = 4
    }

    private static TensorData[] Pair(string module) =>
        [Floats($"{module}.lora_A.weight", [1, 1], 1), Floats($"{module}.lora_B.weight", [1, 1], 1)];

    private string Write(params TensorData[] tensors) => Write(tensors, metadata: null);

    private string Write(TensorData[] tensors, string? metadata)
    {
        var path = Path.Combine(_folder.Path, "lora.safetensors");
        SafetensorsWriter.Write(
            path,
            tensors,
            metadata is null ? null : new Dictionary<string, string> { ["lora_adapter_metadata"] = metadata });
        return path;
    }
}
