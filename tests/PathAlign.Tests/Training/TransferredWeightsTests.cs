using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Generator.Training;
using PathAlign.Models.Generator;
using PathAlign.Sampling;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Sampling;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Training;

/// <summary>A generator that is trained from the weights of another one.</summary>
public sealed class TransferredWeightsTests : IDisposable
{
    private static readonly GeneratorTrainingOptions _options = new()
    {
        Steps = 3,
        Batch = 4,
        Channels = [8, 32],
        WarmupSteps = 1,
        Schedule = "linear",
        Seed = 3,
        EmaDecay = 0,
    };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public void It_begins_with_all_that_was_learned_and_knows_its_classes_by_code()
    {
        using var first = Train(_options, Dataset(8, "blue", "red"), "first");
        // so small a step that the weights show where it began; the shape is the first one's
        var still = _options with
        {
            Steps = 1,
            LearningRate = 1e-7,
            WarmupSteps = 0,
            Channels = [16],
            Schedule = "cosine",
        };

        using var second = Train(still, Dataset(16, "green", "blue"), "second", first);

        var (before, after) = (Weights(first), Weights(second));
        Assert.Equal((16, 2, "linear"), (second.Size, second.Dataset.Classes.Count, second.Schedule.Name));
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(
            before.Where(w => !w.Key.StartsWith("class_embedding")),
            w => Assert.True(w.Value.allclose(after[w.Key], 0, 1e-5)));
        var (known, rows) = (before["class_embedding.weight"], after["class_embedding.weight"]);
        Assert.True(known[1].allclose(rows[0], 0, 1e-5));   // green is new and begins as red, which is left
        Assert.True(known[0].allclose(rows[1], 0, 1e-5));   // blue
        Assert.True(known[2].allclose(rows[2], 0, 1e-5));   // no class
        Assert.False(known[1].allclose(known[0], 0, 1e-2));
    }

    [Fact]
    [Slow]
    public void A_generator_of_latents_brings_its_autoencoder_to_images_of_another_size()
    {
        using var autoencoder = TinyAutoencoders.Write(_folder);
        using var first = Latent(_options, 64, "first", autoencoder);
        using var own = new AutoencoderModel(first.Space!.Codec, first.Sha256);

        using var second = Latent(_options, 96, "second", own, first);

        Assert.Equal(96, second.Size);
        Assert.True(Weights(first)["down.0.conv1.weight"].allclose(Weights(second)["down.0.conv1.weight"], 0, 0.05));
    }

    [Fact]
    [Slow]
    public void Another_autoencoder_may_have_more_channels_and_not_fewer()
    {
        using var autoencoder = TinyAutoencoders.Write(_folder);
        using var first = Latent(_options, 64, "first", autoencoder);
        using var wider = TinyAutoencoders.Write(_folder, latentChannels: autoencoder.Codec.LatentChannels + 2);
        var still = _options with { Steps = 1, LearningRate = 1e-7, WarmupSteps = 0 };

        using var second = Latent(still, 64, "second", wider, first);

        var (known, weights) = (Weights(first), Weights(second));
        var channels = autoencoder.Codec.LatentChannels;
        Assert.Equal(channels + 2, weights["conv_in.weight"].shape[1]);
        Assert.True(known["conv_in.weight"].allclose(weights["conv_in.weight"].narrow(1, 0, channels), 0, 1e-3));
        Assert.True(weights["conv_in.weight"].narrow(1, channels, 2).abs().max().item<float>() < 1e-3);
        Assert.True(known["conv_out.weight"].allclose(weights["conv_out.weight"].narrow(0, 0, channels), 0, 1e-3));
        var error = Assert.Throws<ArgumentException>(() => Latent(still, 64, "third", autoencoder, second));
        Assert.Contains($"expected one of at least {channels + 2} latent channels", error.Message);
    }

    [Fact]
    [Slow]
    public void A_checkpoint_of_another_start_is_refused()
    {
        using var first = Train(_options, Dataset(8, "blue"), "first");
        using var other = Train(_options with { Seed = 4 }, Dataset(8, "blue"), "other");
        using (Train(_options, Dataset(8, "blue"), "run", first))
        {
            // its checkpoint is what matters
        }

        var error = Assert.ThrowsAny<Exception>(() => Train(_options, Dataset(8, "blue"), "run", other));

        Assert.Contains("FromSha256", error.Message);
    }

    [Fact]
    public void A_generator_of_another_kind_is_refused()
    {
        using var epsilon = GeneratorModel.Load(TinyGenerator.Write(_folder)) with
        {
            Prediction = PathAlign.Models.Diffusion.Prediction.Epsilon,
        };

        var error = Assert.Throws<ArgumentException>(() => GeneratorTrainer.Fit(_options, epsilon));

        Assert.Contains("--from: expected a generator of generator train", error.Message);
    }

    private GeneratorModel Train(
        GeneratorTrainingOptions options, TileDataset data, string name, GeneratorModel? from = null)
    {
        var fit = from is null ? options : GeneratorTrainer.Fit(options, from);
        return GeneratorModel.Load(
            new GeneratorTrainer(fit, data, _folder.At(name), from: from).Run(null, CancellationToken.None));
    }

    private GeneratorModel Latent(
        GeneratorTrainingOptions options,
        int side,
        string name,
        AutoencoderModel autoencoder,
        GeneratorModel? from = null)
    {
        var data = Dataset(side, "blue", "red");
        using var latents = LatentCache.Open(
            _folder.At($"{name}-latents"), autoencoder, data.Train, data.ContentHash(), null, CancellationToken.None);
        var fit = from is null ? options : GeneratorTrainer.Fit(options, from);
        return GeneratorModel.Load(
            new GeneratorTrainer(fit, data, _folder.At(name), latents, from).Run(null, CancellationToken.None));
    }

    private static TileDataset Dataset(int side, params string[] classes)
    {
        var pixels = new byte[8 * side * side * 3];
        new Random(1).NextBytes(pixels);
        var set = new TileSet(side, pixels, [.. Enumerable.Range(0, 8).Select(i => i % classes.Length)]);
        var description = DatasetDescription.Colorectal with
        {
            Classes = [.. classes.Select(code => new ImageClass { Code = code, Name = code })],
        };
        return new TileDataset("colours", description, set, set, set, Synthetic: true);
    }

    private static Dictionary<string, Tensor> Weights(GeneratorModel model) => model.Network.state_dict();
}
