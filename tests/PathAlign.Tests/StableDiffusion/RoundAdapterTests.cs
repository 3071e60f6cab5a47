using System.CommandLine;
using PathAlign.Files;
using PathAlign.Models.Adapters;
using PathAlign.Sampling;
using PathAlign.StableDiffusion;
using PathAlign.Standalone.Commands.StableDiffusion;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion;

/// <summary>The adapter that a round learns on the generator of a text-to-image model, back on the model.</summary>
public sealed class RoundAdapterTests : IDisposable
{
    private const string Query = ".to_q.weight";
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public RoundAdapterTests() => _model = TinyTextModel.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public void It_changes_the_model_as_it_changes_the_generator()
    {
        using var model = TextToImage.Load(_model);
        var generator = Export(model);
        var adapter = Adapt(generator);
        var before = WeightOf(model.UNet);

        Option("--lora", adapter, model);

        using var adapted = GeneratorModel.Load(generator, adapter);
        var (ofModel, ofGenerator) = (WeightOf(model.UNet), WeightOf(adapted.Network));
        Assert.True(ofModel.allclose(ofGenerator, 0, 2e-3));   // the generator is in half precision
        Assert.False(ofModel.allclose(before, 0, 0.05));
    }

    [Fact]
    [Slow]
    public void It_is_refused_for_another_model()
    {
        using var model = TextToImage.Load(_model);
        var adapter = Adapt(Export(model));
        using var other = TextToImage.Load(
            TinyTextModel.Train(_folder, "other", options: TinyTextModel.Options with { Steps = 1, Seed = 8 }));

        var error = Assert.Throws<InvalidInputException>(() => Option("--lora", adapter, other));

        Assert.Contains($"expected an adapter of the model {other.Sha256}, found one of {model.Sha256}", error.Message);
    }

    [Fact]
    [Slow]
    public void One_of_a_generator_with_adapters_in_it_fits_that_generator_only()
    {
        using var model = TextToImage.Load(_model);
        Option("--lora", Adapt(Export(model)), model);

        using var generator = GeneratorModel.Load(Export(model));

        Assert.Null(generator.TextModelSha256);
    }

    private string Export(TextToImage model)
    {
        var path = _folder.At($"generator-{model.Adapters.Length}.safetensors");
        GeneratorExport.Write(model, model.Dataset!, TinyTextModel.Size, path);
        return path;
    }

    private string Adapt(string generator)
    {
        using var loaded = GeneratorModel.Load(generator);
        using var adapter = new LoraAdapter(loaded.Network, new LoraConfig(2, 2), 8);
        foreach (var parameter in adapter.Parameters) nn.init.normal_(parameter, 0, 0.3);
        var path = _folder.At("adapter.safetensors");
        AdapterFile.Write(path, adapter, loaded, new Dictionary<string, string>());
        return path;
    }

    private static void Option(string name, string adapter, TextToImage model)
    {
        var (command, option) = (new Command("generate"), new AdapterOption());
        option.AddTo(command);
        option.Apply(command.Parse([name, adapter]), model);
    }

    private static Tensor WeightOf(nn.Module network) =>
        network.named_parameters().First(p => p.name.EndsWith(Query, StringComparison.Ordinal)).parameter
            .detach().clone();
}
