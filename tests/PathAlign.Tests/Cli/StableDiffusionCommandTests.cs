using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Imaging;
using PathAlign.Sampling;
using PathAlign.StableDiffusion.Folders;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.StableDiffusion;
using Xunit;

namespace PathAlign.Tests.Cli;

/// <summary>The <c>sd</c> commands as a user starts them, on a tiny model.</summary>
[Slow]
public sealed class StableDiffusionCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public StableDiffusionCommandTests()
    {
        _data = _folder.At("tiles.npz");
        MedMnist.Write(_data, TinyTextModel.Data);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Adapters_in_both_namings_add_up_by_their_weights_and_become_part_of_a_generator()
    {
        TinyTextModel.Write(_folder);
        await Task.WhenAll(FinetuneAsync("one", "diffusers", seed: 1), FinetuneAsync("two", "peft", seed: 2));
        string[] adapters = ["one/pytorch_lora_weights.safetensors", "two/adapter_model.safetensors"];
        Assert.True(File.Exists(_folder.At("two/adapter_config.json")));
        Assert.All(NamesIn(adapters[0]), name => Assert.StartsWith("unet.", name));
        Assert.All(NamesIn(adapters[1]), name => Assert.StartsWith("base_model.model.", name));

        await Task.WhenAll(
            GenerateAsync("drawn", adapters, "0.5", "1"), GenerateAsync("swapped", adapters, "1", "0.5"));
        await RunAsync(["sd", "export", "--model", "text", "--out", "generator.safetensors", "--lora", .. adapters]);

        var (drawn, swapped) = (Drawn("drawn"), Drawn("swapped"));
        Assert.NotEqual(drawn.Pixels, swapped.Pixels);
        Assert.Equal(["*0.5", "*1"], drawn.Adapters);
        Assert.Equal(["*1", "*0.5"], swapped.Adapters);
        using var generator = GeneratorModel.Load(_folder.At("generator.safetensors"));
        Assert.Equal(TinyTextModel.Size, generator.Size);
        Assert.Equal(TinyTextModel.Data.Description.Codes, generator.Dataset.Codes);
    }

    [Fact]
    public async Task A_small_model_is_trained_on_the_latents_of_an_autoencoder_and_can_be_read()
    {
        TinyAutoencoders.Write(_folder).Dispose();

        var output = await RunAsync(
            [
                "sd", "train", "--data", _data, "--autoencoder", "autoencoder-1.safetensors", "--out", "trained",
                .. "--steps 2 --batch 2 --channels 8 32 --text-features 8 --text-layers 1 --tokens 40".Split(' '),
                .. "--merges 200 --precision float32".Split(' '),
            ]);

        Assert.Contains("latents 6/6", output);
        using var network = ModelFolder.ReadUNet(_folder.At("trained/model"));
        Assert.Equal([8, 32], network.Config.BlockOutChannels);
    }

    private async Task<string> RunAsync(string[] arguments)
    {
        var (code, output, error) = await RunningProgram.RunAsync(_folder.Path, arguments);
        Assert.True(code == 0, error);
        return output;
    }

    private Task<string> FinetuneAsync(string @out, string naming, int seed) => RunAsync(
        [
            "sd", "finetune", "--model", "text", "--data", _data, "--out", @out, "--naming", naming,
            "--seed", $"{seed}",
            .. "--steps 2 --batch 4 --rate 0.1 --ema 0 --precision float32".Split(' '),
        ]);

    private Task<string> GenerateAsync(string @out, string[] adapters, params string[] weights) => RunAsync(
        [
            "sd", "generate", "--model", "text", "--prompt", "fat", "--out", @out,
            "--lora", .. adapters, "--lora-weight", .. weights,
            .. "--count 1 --steps 2 --precision float32".Split(' '),
        ]);

    /// <summary>The pixels of the one image in a folder, and the weights of the adapters that it names.</summary>
    private (byte[] Pixels, IEnumerable<string> Adapters) Drawn(string folder)
    {
        var path = Assert.Single(Directory.EnumerateFiles(_folder.At(folder), "prompt-1-*.png"));
        var bytes = File.ReadAllBytes(path);
        var adapters = Png.ReadText(bytes, path)["pathalign:adapters"].Split(' ');
        return (Png.Decode(bytes, path).Pixels, adapters.Select(adapter => adapter[64..]));   // after the hash
    }

    private IEnumerable<string> NamesIn(string adapter)
    {
        using var file = SafetensorsFile.Open(_folder.At(adapter));
        return [.. file.Tensors.Keys];
    }
}
