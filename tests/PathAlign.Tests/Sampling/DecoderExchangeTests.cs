using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Generator.Training;
using PathAlign.Models;
using PathAlign.Models.Autoencoder;
using PathAlign.Models.Diffusion;
using PathAlign.Sampling;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Training;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Sampling;

public sealed class DecoderExchangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TileDataset _data = TileMaker.Dataset(6, 64);

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public void A_decoder_is_trained_on_alone_and_a_generator_takes_it()
    {
        var first = Train("first", seed: 1, decoderOf: null);
        var second = Train("second", seed: 2, decoderOf: first);
        var other = Train("other", seed: 2, decoderOf: null);
        var generator = TrainGenerator(first);

        DecoderExchange.Write(generator, second, _folder.At("exchanged"));

        Assert.NotEmpty(Changed(first, second));
        Assert.DoesNotContain(Changed(first, second), ConvolutionalAutoencoder.IsOfEncoder);
        Assert.NotEqual(Draw(generator), Draw(_folder.At("exchanged")));
        var error = Assert.Throws<InvalidInputException>(
            () => DecoderExchange.Write(generator, other, _folder.At("refused")));
        Assert.Contains("expected the encoder of the generator's autoencoder", error.Message);
        Assert.False(File.Exists(_folder.At("refused")));
    }

    [Fact]
    [Slow]
    public void A_generator_whose_header_an_earlier_version_wrote_takes_a_decoder()
    {
        using var random = new torch.Generator(1);
        using var codec = new ConvolutionalAutoencoder(
            new AutoencoderConfig(LatentChannels: 4, Channels: [8, 8, 8], DecoderBlocks: 1)).Drawn(random);
        var autoencoder = _folder.At("autoencoder.safetensors");
        AutoencoderFile.Write(autoencoder, codec);
        var earlier = _folder.At("earlier.safetensors");
        using (var file = SafetensorsFile.Open(TrainGenerator(autoencoder)))
            SafetensorsWriter.Write(
                earlier,
                file.Tensors.Values.Select(t => new TensorData(t.Name, t.Dtype, t.Shape, file.Bytes(t.Name).ToArray())),
                file.Metadata.ToDictionary(e => e.Key, e => e.Value.Replace("\"FinalNorms\":true,", "")));

        DecoderExchange.Write(earlier, autoencoder, _folder.At("exchanged"));

        Assert.Equal(Draw(earlier), Draw(_folder.At("exchanged")));
    }

    [Fact]
    public void A_generator_of_pixels_has_no_decoder()
    {
        var pixels = TinyGenerator.Write(_folder);

        var error = Assert.Throws<InvalidInputException>(
            () => DecoderExchange.Write(pixels, pixels, _folder.At("refused")));

        Assert.Contains("found one of pixels", error.Message);
    }

    private static IReadOnlyList<string> Changed(string before, string after)
    {
        using var first = SafetensorsFile.Open(before);
        using var second = SafetensorsFile.Open(after);
        return [.. first.Tensors.Keys.Where(name => !first.Bytes(name).SequenceEqual(second.Bytes(name)))];
    }

    private static byte[] Draw(string generator)
    {
        using var model = GeneratorModel.Load(generator);
        return TileSampler.Sample(
            model.Diffusion,
            new TileDraws([0], [0], 5),
            new SamplerSettings(new DpmSolverPlusPlus2M(), 2, TinyGenerator.Guided(1)))[0].Pixels;
    }

    private string Train(string name, ulong seed, string? decoderOf)
    {
        var options = new AutoencoderTrainingOptions
        {
            Steps = 4,
            Batch = 4,
            Crop = 32,
            LatentChannels = 4,
            Channels = [8, 8, 16],
            DecoderBlocks = 1,
            SlopeWeight = 1,
            WarmupSteps = 1,
            Seed = seed,
        };
        var start = decoderOf is null ? null : new AutoencoderStart(AutoencoderFile.Read(decoderOf), DecoderOnly: true);
        return new AutoencoderTrainer(start?.Fit(options, widens: false) ?? options, _data, _folder.At(name), start)
            .Run(null, CancellationToken.None);
    }

    private string TrainGenerator(string autoencoderPath)
    {
        using var autoencoder = AutoencoderFile.Read(autoencoderPath);
        var options = new GeneratorTrainingOptions
        {
            Steps = 2,
            Batch = 4,
            Channels = [8, 32],
            WarmupSteps = 1,
            Seed = 3,
        };
        using var latents = LatentCache.Open(
            _folder.At("latents"), autoencoder, _data.Train, _data.ContentHash(), null, CancellationToken.None);
        return new GeneratorTrainer(options, _data, _folder.At("generator"), latents).Run(null, CancellationToken.None);
    }
}
