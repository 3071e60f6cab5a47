using PathAlign.Generator.Training;
using PathAlign.Models;
using PathAlign.Models.Classifier;
using PathAlign.Sampling;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Training;
using PathAlign.Training.Classification;
using Xunit;

namespace PathAlign.Tests.Training;

public sealed class AutoencoderTrainerTests
{
    private static readonly AutoencoderTrainingOptions Tiny = new()
    {
        Steps = 6,
        Batch = 4,
        Crop = 32,
        LatentChannels = 4,
        Channels = [8, 8, 16],
        DecoderBlocks = 1,
        WarmupSteps = 2,
        Seed = 3,
    };

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    [Slow]
    public void A_resumed_run_ends_with_the_same_bytes_as_one_that_never_stopped(string precision)
    {
        using var folder = new TemporaryFolder();
        var (data, options) = (TileMaker.Dataset(6, 40), Tiny with { Precision = precision });

        var straight = new AutoencoderTrainer(options, data, folder.At("straight")).Run(null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => new AutoencoderTrainer(options, data, folder.At("resumed")).Run(new CancelAt(stop, 3), stop.Token));
        var resumed = new AutoencoderTrainer(options, data, folder.At("resumed")).Run(null, CancellationToken.None);

        Assert.Equal(File.ReadAllBytes(straight), File.ReadAllBytes(resumed));
    }

    [Fact]
    [Slow]
    public void Ten_images_each_of_one_colour_are_learnt_by_heart()
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Coloured(10, 32);
        var options = Tiny with { Steps = 250, Batch = 10, LearningRate = 4e-3, EmaDecay = 0.9, LatentNoise = 0.01 };

        var path = new AutoencoderTrainer(options, data, folder.Path).Run(null, CancellationToken.None);

        using var model = AutoencoderFile.Read(path);
        var quality = Reconstruction.Psnr(model.Codec, data.Train, [.. Enumerable.Range(0, 10)]).ToList();
        Assert.True(quality.Min() > 22, $"PSNR from {quality.Min():f1} to {quality.Max():f1} dB");
        Assert.True(File.Exists(folder.At("reconstructions-000250.png")));
    }

    [Fact]
    public void Images_that_no_latent_fits_are_refused_before_a_step()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<ArgumentException>(
            () => new AutoencoderTrainer(Tiny, TileMaker.Dataset(2, 44), folder.At("run")));

        Assert.Contains("expected images whose side is a multiple of 8 px, got 44 px", error.Message);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(48)]
    public void A_crop_that_does_not_fit_is_refused_before_anything_is_written(int crop)
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<ArgumentException>(
            () => new AutoencoderTrainer(Tiny with { Crop = crop }, TileMaker.Dataset(2, 40), folder.At("run")));

        Assert.Contains($"expected a multiple of 16 up to the images' 40 px, got {crop}", error.Message);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    [Slow]
    public void Further_latent_channels_begin_with_the_images_that_the_known_ones_give()
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Coloured(10, 32);
        var known = new AutoencoderTrainer(Tiny with { LatentNoise = 0 }, data, folder.At("known"))
            .Run(null, CancellationToken.None);
        // so small a step that the images show where it began
        var still = Tiny with { Steps = 1, LearningRate = 1e-7, WarmupSteps = 0, EmaDecay = 0, LatentChannels = 6 };

        var start = From(known);
        var wider = new AutoencoderTrainer(start.Fit(still, widens: true), data, folder.At("wider"), start)
            .Run(null, CancellationToken.None);

        using var before = AutoencoderFile.Read(known);
        using var after = AutoencoderFile.Read(wider);
        int[] tiles = [.. Enumerable.Range(0, 10)];
        Assert.Equal((4, 6), (before.Codec.LatentChannels, after.Codec.LatentChannels));
        Assert.All(Pixels(before).Zip(Pixels(after)), pair => Assert.InRange(pair.First - pair.Second, -2, 2));

        IEnumerable<byte> Pixels(AutoencoderModel model) =>
            Reconstruction.Of(model.Codec, data.Train, tiles).SelectMany(image => image.Pixels);
    }

    [Fact]
    [Slow]
    public void What_a_classifier_sees_counts_in_the_loss()
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Dataset(10, 32);
        using var classifier = new ClassifierModel(
            new ResNet18(2).Drawn(new TorchSharp.torch.Generator(1)), 32, data.Description);
        classifier.Network.eval();
        var options = Tiny with { Steps = 40, Batch = 10, EmaDecay = 0.9, PerceptualWeight = 20 };

        var plain = new AutoencoderTrainer(options with { PerceptualWeight = 0 }, data, folder.At("plain"))
            .Run(null, CancellationToken.None);
        var seen = new AutoencoderTrainer(
            options, data, folder.At("seen"), perceptual: new PerceptualDistance(classifier))
            .Run(null, CancellationToken.None);

        var (far, near) = (Distance(plain), Distance(seen));
        Assert.True(near < far, $"{near} with the term, {far} without");

        double Distance(string path)
        {
            using var model = AutoencoderFile.Read(path);
            var images = TileTensors.Signed(data.Train, [.. Enumerable.Range(0, 10)]);
            using var mode = TorchSharp.torch.no_grad();
            return new PerceptualDistance(classifier)
                .Between(model.Codec.Decode(model.Codec.Encode(images)), images).item<float>();
        }
    }

    [Fact]
    [Slow]
    public void Fewer_latent_channels_than_the_start_has_are_refused()
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Coloured(10, 32);
        var known = new AutoencoderTrainer(Tiny, data, folder.At("known")).Run(null, CancellationToken.None);

        var error = Assert.Throws<ArgumentException>(
            () => new AutoencoderTrainer(Tiny with { LatentChannels = 3 }, data, folder.At("fewer"), From(known)));

        Assert.Equal("--latent-channels: expected at least the 4 channels of --from, got 3", error.Message);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 7)]
    [Slow]
    public void The_shape_is_that_of_the_start_unless_more_channels_are_wanted(bool widens, int channels)
    {
        using var folder = new TemporaryFolder();
        var known = new AutoencoderTrainer(Tiny, TileMaker.Coloured(10, 32), folder.At("known"))
            .Run(null, CancellationToken.None);

        var fit = From(known).Fit(new AutoencoderTrainingOptions { LatentChannels = 7 }, widens);

        Assert.Equal(channels, fit.LatentChannels);
        Assert.Equal(Tiny.Channels, fit.Channels);
        Assert.Equal((Tiny.EncoderBlocks, Tiny.DecoderBlocks), (fit.EncoderBlocks, fit.DecoderBlocks));
        Assert.Equal((64, null), (fit.FromSha256!.Length, fit.DecoderOfSha256));
    }

    private static AutoencoderStart From(string path) => new(AutoencoderFile.Read(path), DecoderOnly: false);
}
