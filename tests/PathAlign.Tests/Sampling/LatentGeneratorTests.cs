using PathAlign.Files;
using PathAlign.Generator.Training;
using PathAlign.Models.Diffusion;
using PathAlign.Models.Weights;
using PathAlign.Sampling;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Tests.Training;
using Xunit;

namespace PathAlign.Tests.Sampling;

public sealed class LatentGeneratorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _weights;

    public LatentGeneratorTests() => _weights = Train();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Slow]
    public void One_file_draws_images_of_full_size_whatever_is_drawn_beside()
    {
        using var model = GeneratorModel.Load(_weights);
        byte[][] Draw(params long[] indices) =>
        [
            .. TileSampler.Sample(
                model.Diffusion,
                new TileDraws([.. indices.Select(i => i % 9)], indices, 5),
                new SamplerSettings(new DpmSolverPlusPlus2M(), 3, TinyGenerator.Guided(2)))
                .Select(image => image.Pixels)
        ];

        var together = Draw(1, 6, 3);

        Assert.Equal(64, model.Size);
        Assert.All(together, pixels => Assert.Equal(64 * 64 * 3, pixels.Length));
        Assert.Equal(together[1], Draw(6)[0]);
        Assert.NotEqual(together[0], together[1]);
    }

    [Fact]
    [Slow]
    public void A_resumed_run_ends_with_the_same_bytes()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Train("resumed", new CancelAt(stop, 2), stop.Token));

        Assert.Equal(File.ReadAllBytes(_weights), File.ReadAllBytes(Train("resumed")));
    }

    [Theory]
    [InlineData("latent_mean", "[1]", "expected 4 finite numbers")]
    [InlineData("latent_deviation", "[1,0,1,1]", "above 0")]
    [InlineData("latent_deviation", "[", "latent_deviation")]
    [InlineData("autoencoder", "{}", "expected 16 finite numbers")]
    [Slow]
    public void A_header_that_does_not_fit_is_refused(string key, string text, string named)
    {
        var metadata = new Dictionary<string, string>();
        List<TensorData> tensors;
        using (var file = SafetensorsFile.Open(_weights))
        {
            foreach (var entry in file.Metadata) metadata[entry.Key] = entry.Value;
            tensors =
            [
                .. file.Tensors.Values.Select(
                    e => new TensorData(e.Name, e.Dtype, e.Shape, file.Bytes(e.Name).ToArray()))
            ];
        }
        metadata[key] = text;
        SafetensorsWriter.Write(_folder.At("changed"), tensors, metadata);

        var error = Assert.Throws<InvalidInputException>(() => GeneratorModel.Load(_folder.At("changed")));

        Assert.Contains(named, error.Message);
    }

    private string Train(
        string name = "straight", IProgress<PathAlign.Training.TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        var data = TileMaker.Dataset(6, 64);
        using var autoencoder = TinyAutoencoders.Write(_folder);
        var options = new GeneratorTrainingOptions
        {
            Steps = 4,
            Batch = 4,
            Channels = [8, 32],
            WarmupSteps = 1,
            Seed = 3,
            AutoencoderSha256 = autoencoder.Sha256,
        };
        using var latents = LatentCache.Open(
            _folder.At("latents"), autoencoder, data.Train, data.ContentHash(), null, CancellationToken.None);
        return new GeneratorTrainer(options, data, _folder.At(name), latents).Run(progress, cancel);
    }
}
