using PathAlign.Files;
using PathAlign.Generator.Sampling;
using PathAlign.Generator.Training;
using PathAlign.Models.Compute;
using PathAlign.Sampling;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using PathAlign.Training;
using PathAlign.Training.Classification;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Training;

public sealed class TrainerTests
{
    private static readonly GeneratorTrainingOptions Tiny = new()
    {
        Steps = 6,
        Batch = 4,
        Channels = [8, 32],
        BlocksPerLevel = 1,
        WarmupSteps = 2,
        Dropout = 0.1,
        Seed = 3,
    };

    /// <summary>
    /// The precisions that the processor computes in. It takes minutes to learn in one that it does not; the resumed
    /// run, of few steps, is tried in both.
    /// </summary>
    public static TheoryData<string> Precisions =>
        Processor.HasBFloat16 ? new("float32", "bfloat16") : new("float32");

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    [Slow]
    public void A_resumed_run_ends_with_the_same_bytes_as_one_that_never_stopped(string precision)
    {
        using var folder = new TemporaryFolder();
        var (data, options) = (TileMaker.Dataset(10, 8), Tiny with { Steps = 4, Precision = precision });

        var straight = new GeneratorTrainer(options, data, folder.At("straight")).Run(null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(
            () => new GeneratorTrainer(options, data, folder.At("resumed")).Run(new CancelAt(stop, 2), stop.Token));
        var resumed = new GeneratorTrainer(options, data, folder.At("resumed")).Run(null, CancellationToken.None);

        Assert.Equal(File.ReadAllBytes(straight), File.ReadAllBytes(resumed));
        Assert.Equal(
            File.ReadAllBytes(folder.At("straight/checkpoint.safetensors")),
            File.ReadAllBytes(folder.At("resumed/checkpoint.safetensors")));
    }

    [Fact]
    [Slow]
    public void Whoever_draws_beside_changes_no_bit_of_a_generator_or_a_classifier()
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Dataset(10, 12);
        byte[][] Trained(string name) =>
        [
            File.ReadAllBytes(
                new GeneratorTrainer(Tiny, data, folder.At($"{name}-generator")).Run(null, CancellationToken.None)),
            File.ReadAllBytes(
                new ClassifierTrainer(
                    new ClassifierTrainingOptions { Epochs = 1, Batch = 4 },
                    data,
                    folder.At($"{name}-classifier")).Run(null, CancellationToken.None)),
        ];
        var alone = Trained("alone");
        using var beside = new DrawsBeside();

        Assert.Equal(alone, Trained("beside"));
    }

    [Fact]
    public void A_checkpoint_of_other_options_is_refused_and_kept()
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Dataset(10, 8);
        _ = new GeneratorTrainer(Tiny with { Steps = 1 }, data, folder.Path).Run(null, CancellationToken.None);
        var before = File.ReadAllBytes(folder.At("checkpoint.safetensors"));

        var error = Assert.Throws<InvalidInputException>(
            () => new GeneratorTrainer(Tiny, data, folder.Path).Run(null, CancellationToken.None));

        Assert.Contains("same options", error.Message);
        Assert.Equal(before, File.ReadAllBytes(folder.At("checkpoint.safetensors")));
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    [Slow]
    public void Ten_images_are_learnt_by_heart(string precision)
    {
        using var folder = new TemporaryFolder();
        var losses = new Losses();
        var options = Tiny with
        {
            Steps = 300,
            Batch = 10,
            LearningRate = 3e-3,
            Channels = [16, 32],
            Dropout = 0,
            Precision = precision,
        };

        _ = new GeneratorTrainer(options, TileMaker.Coloured(10, 8), folder.Path).Run(losses, CancellationToken.None);

        Assert.True(losses.Last < losses.First * 0.25, $"loss {losses.First} at the start, {losses.Last} at the end");
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    [Slow]
    public void A_classifier_learns_ten_tiles_by_heart_and_writes_what_it_is(string precision)
    {
        using var folder = new TemporaryFolder();
        var data = TileMaker.Coloured(9, 12);
        var options = new ClassifierTrainingOptions
        {
            Epochs = 12,
            Batch = 9,
            StainStrength = 0,
            AffineProbability = 0,
            LabelSmoothing = 0,
            EmaDecay = 0.5,
            LearningRate = 2e-3,
            Precision = precision,
        };
        var losses = new Losses();

        var path = new ClassifierTrainer(options, data, folder.Path).Run(losses, CancellationToken.None);

        Assert.True(losses.Final < 0.7 * losses.First, $"loss {losses.First} at the start, {losses.Final} at the end");
        using var model = ClassifierModel.Load(path);
        Assert.Equal(12, model.Size);
    }

    [Fact]
    public void Tiles_drawn_twice_are_the_same_bytes_whatever_the_batch()
    {
        using var folder = new TemporaryFolder();
        var weights = new GeneratorTrainer(
            Tiny, TileMaker.Dataset(10, 8), folder.At("model")).Run(null, CancellationToken.None);
        using var model = GeneratorModel.Load(weights);
        var options = new SamplingOptions { Labels = [0, 8], CountPerClass = 3, Steps = 3, Seed = 9 };

        new TileGeneration(model, options, folder.At("together")).Run(null, CancellationToken.None);
        new TileGeneration(model, options with { Batch = 1 }, folder.At("alone")).Run(null, CancellationToken.None);

        foreach (var file in Directory.GetFiles(folder.At("together"), "*-*.png"))
            Assert.Equal(
                File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.At("alone"), Path.GetFileName(file))));
    }

    [Fact]
    public void A_stopped_drawing_goes_on_with_what_is_missing_and_every_tile_says_what_it_is()
    {
        using var folder = new TemporaryFolder();
        var weights = new GeneratorTrainer(
            Tiny, TileMaker.Dataset(10, 8), folder.At("model")).Run(null, CancellationToken.None);
        using var model = GeneratorModel.Load(weights);
        var options = new SamplingOptions { Labels = [4], CountPerClass = 3, Steps = 2, Seed = 9 };
        var generation = new TileGeneration(model, options, folder.At("tiles"));
        generation.Run(null, CancellationToken.None);
        File.Delete(folder.At("tiles/MUC-00001.png"));
        var kept = File.GetLastWriteTimeUtc(folder.At("tiles/MUC-00000.png"));
        var counts = new List<int>();

        generation.Run((done, _) => counts.Add(done), CancellationToken.None);

        Assert.Equal([2, 3], counts);
        Assert.Equal(kept, File.GetLastWriteTimeUtc(folder.At("tiles/MUC-00000.png")));
        var texts = PathAlign.Imaging.Png.ReadText(File.ReadAllBytes(folder.At("tiles/MUC-00001.png")), "tile");
        Assert.Equal("true", texts[Provenance.SyntheticKey]);
        Assert.Equal(
            (model.Sha256, "9", "MUC"),
            (texts["pathalign:base_sha256"], texts["pathalign:seed"], texts["pathalign:class"]));
    }

    private sealed class Losses : IProgress<TrainingProgress>
    {
        private readonly List<double> _smoothed = [];

        internal double First => _smoothed[0];

        internal double Last => _smoothed[^1];

        /// <summary>The last step's own loss, out of the smoothed ones.</summary>
        internal double Final => (_smoothed[^1] - (0.98 * _smoothed[^2])) / 0.02;

        public void Report(TrainingProgress value) => _smoothed.Add(value.Loss);
    }
}
