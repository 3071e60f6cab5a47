using System.Text;
using System.Text.Json.Nodes;
using PathAlign.Contracts;
using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Generator.Training.FromText;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using PathAlign.StableDiffusion.Folders;
using PathAlign.StableDiffusion.Lora;
using PathAlign.StableDiffusion.Scheduling;
using PathAlign.StableDiffusion.Text;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.StableDiffusion;
using PathAlign.Training.Classification;
using PathAlign.Web.Audit;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Files;

/// <summary>
/// Every reader of JSON accepts a text or refuses it with <see cref="InvalidInputException"/>, whichever of its values
/// is another one.
/// </summary>
[Slow]
public sealed class HostileJsonTests : IDisposable
{
    private const int HeaderRoom = 1 << 16;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Descriptions_of_a_data_set() =>
        Try("dataset.json", DescriptionText(), path => DescriptionFile.Read(path));

    [Fact]
    public void Captions_of_classes() => Try(
        "captions.json",
        """{"templates": ["an image of {}", "{} here"], "classes": {"a": ["fat", "adipose"], "b": ["glass"]}}""",
        path => Captions.Read(
            path,
            new DatasetDescription
            {
                Classes = [new ImageClass { Code = "a", Name = "A" }, new ImageClass { Code = "b", Name = "B" }],
            }));

    [Fact]
    public void Anchors_of_the_audit_log() => Try(
        "anchors.jsonl",
        """{"at": "2026-01-01T00:00:00Z", "number": 4, "hash": "00ff"}""",
        path => Assert.All(AnchorFile.Read(path), anchor => Assert.NotNull(anchor.Hash)));

    [Fact]
    public void Settings_of_an_adapter_of_PEFT()
    {
        SafetensorsWriter.Write(
            _folder.At("adapter_model.safetensors"),
            [
                new TensorData("base_model.model.a.lora_A.weight", TensorDtype.F32, [1, 2], new byte[8]),
                new TensorData("base_model.model.a.lora_B.weight", TensorDtype.F32, [2, 1], new byte[8]),
            ]);
        Try(
            "adapter_config.json",
            """{"lora_alpha": 2, "r": 1, "use_dora": false, "alpha_pattern": {}}""",
            _ => Assert.All(
                LoraFile.Read(_folder.At("adapter_model.safetensors"), ["a"]).Modules,
                module => Assert.True(double.IsFinite(module.Scale))));
    }

    [Theory]
    [InlineData("unet/config.json")]
    [InlineData("text_encoder/config.json")]
    [InlineData("vae/config.json")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/tokenizer_config.json")]
    [InlineData("tokenizer/special_tokens_map.json")]
    [InlineData("unet/diffusion_pytorch_model.safetensors.index.json")]
    public void Files_of_a_text_to_image_model(string name)
    {
        var model = TinyTextModel.Write(_folder);
        var path = Path.Combine(model, name);
        var text = name switch
        {
            _ when File.Exists(path) => File.ReadAllText(path),
            "unet/diffusion_pytorch_model.safetensors.index.json" =>
                """{"metadata": {"total_size": 4}, "weight_map": {"a": "diffusion_pytorch_model.safetensors"}}""",
            _ => """{"pad_token": {"content": "!", "lstrip": false}, "bos_token": "!"}""",
        };
        Try(Path.Combine("text", name), text, _ => Read(name.Split('/')[0], model));
    }

    [Theory]
    [InlineData("generator")]
    [InlineData("latent generator")]
    [InlineData("classifier")]
    [InlineData("autoencoder")]
    public void Headers_of_weights(string kind)
    {
        var good = File.ReadAllBytes(Weights(kind));
        var length = BitConverter.ToInt32(good);
        var header = Encoding.UTF8.GetString(good.AsSpan(8, length));
        var path = _folder.Write(
            "changed.safetensors",
            [
                .. BitConverter.GetBytes(length + (long)HeaderRoom),
                .. new byte[length + HeaderRoom],
                .. good[(8 + length)..],
            ]);
        // The classifier's reader of the data's description is the generator's too, which takes longer to load.
        var refused = JsonNode.Parse(header)!["__metadata__"]!.AsObject()
            .Where(entry => kind == "classifier" || entry.Key != DatasetHeader.Key)
            .Sum(entry => Try(
                (string)entry.Value! is ['{', ..] json ? json : entry.Value!.ToJsonString(),
                text => WithMetadata(path, header, entry.Key, text),
                changed => Load(kind, changed),
                HostileJson.FewValues));
        Assert.True(refused > 0, "expected some of the headers to be refused");
    }

    // Spaces fill the rest of the header's room, so that the weights stay where they are.
    private static string WithMetadata(string path, string header, string key, string value)
    {
        var json = JsonNode.Parse(header)!;
        json["__metadata__"]![key] = value;
        var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
        using var file = File.OpenWrite(path);
        file.Position = 8;
        file.Write([.. bytes, .. Enumerable.Repeat((byte)' ', header.Length + HeaderRoom - bytes.Length)]);
        return path;
    }

    private string Weights(string kind)
    {
        switch (kind)
        {
            case "generator": return TinyGenerator.Write(_folder);
            case "classifier": return TinyModels.WriteClassifier(_folder.At("weights.safetensors"), 1, 8);
            case "autoencoder":
                TinyAutoencoders.Write(_folder);
                return _folder.At("autoencoder-1.safetensors");
            default:
                var path = _folder.At("weights.safetensors");
                using (var model = TextToImage.Load(TinyTextModel.Write(_folder)))
                    GeneratorExport.Write(model, model.Dataset!, TinyTextModel.Size, path);
                return path;
        }
    }

    private static void Load(string kind, string path)
    {
        if (kind == "classifier") ClassifierModel.Load(path).Dispose();
        else if (kind == "autoencoder") AutoencoderFile.Read(path);
        else GeneratorModel.Load(path).Dispose();
    }

    private static void Read(string part, string model)
    {
        switch (part)
        {
            case "unet": ModelFolder.ReadUNet(model); break;
            case "text_encoder": ModelFolder.ReadText(model); break;
            case "vae": ModelFolder.ReadLatents(model); break;
            case "tokenizer": ClipTokenizer.Read(Path.Combine(model, part)); break;
            default: SchedulerConfigFile.Read(Path.Combine(model, part, "scheduler_config.json")); break;
        }
    }

    private void Try(string name, string json, Action<string> read) => Assert.True(
        Try(json, text => _folder.Write(name, Encoding.UTF8.GetBytes(text)), read) > 0,
        "expected some of the texts to be refused");

    /// <summary>Has all changed texts read and returns how many were refused.</summary>
    private static int Try(
        string json, Func<string, string> write, Action<string> read, IReadOnlyList<string>? values = null)
    {
        var (faults, refused) = (new List<string>(), 0);
        foreach (var (change, text) in HostileJson.Of(json, values))
        {
            var path = write(text);
            using var scope = torch.NewDisposeScope();
            var error = Record.Exception(() => read(path));
            if (error is InvalidInputException) refused++;
            else if (error is not null)
                faults.Add($"{change}: {error.GetType().Name}: {error.Message.Split('\n')[0]}");
        }
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults.Take(40)));
        return refused;
    }

    private static string DescriptionText() =>
        Encoding.UTF8.GetString(ContractJson.Write(DatasetDescription.Colorectal));
}
