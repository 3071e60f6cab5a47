using PathAlign.Data;
using PathAlign.Files;
using PathAlign.Generator.Sampling;
using PathAlign.Imaging;
using PathAlign.Models;
using PathAlign.Models.Reward;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using PathAlign.Tests.Reward;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Sampling;
using PathAlign.Training;
using PathAlign.Training.Reward;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Generator.Sampling;

/// <summary>Tiles that are drawn several times, for a reward model to choose.</summary>
public sealed class PlausibleDrawingTests : IDisposable
{
    private static readonly SamplingOptions Options = new() { Labels = [2, 7], CountPerClass = 3, Steps = 2, Seed = 4 };
    private readonly TemporaryFolder _folder = new();
    private readonly GeneratorModel _generator;
    private readonly RewardModel _reward;

    public PlausibleDrawingTests()
    {
        _generator = GeneratorModel.Load(TinyGenerator.Write(_folder));
        _reward = Reward(ToyRatings.Network());
    }

    public void Dispose()
    {
        _reward.Dispose();
        _generator.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(5, 0.0)]
    public void A_tile_is_drawn_once_without_attempts_and_if_it_is_plausible_enough(int attempts, double least)
    {
        var best = Run(attempts, least);

        Assert.Equal(Tiles("tiles"), best.Select(b => b.Tile));
        Assert.All(best, b => Assert.Equal((1, Score(b.Tile)), (b.Attempts, b.Reward)));
    }

    [Fact]
    public void Of_all_attempts_the_one_with_the_highest_reward_is_kept()
    {
        var best = Run(attempts: 3, least: 1);

        foreach (var (first, kept) in Tiles("tiles").Zip(best))
        {
            var attempts = Directory.GetFiles(
                _folder.At("tiles"), $"{Path.GetFileNameWithoutExtension(first.Path)}*.png");
            var scores = attempts.ToDictionary(path => path, path => Score(first with { Path = path }));
            Assert.Equal((4, 4), (kept.Attempts, scores.Values.Distinct().Count()));
            Assert.Equal((scores.MaxBy(s => s.Value).Key, scores.Values.Max()), (kept.Tile.Path, kept.Reward));
        }
        Assert.Contains(best, kept => kept.Tile.Index >= 1 << 24);
    }

    [Fact]
    public void A_tile_is_drawn_again_only_until_it_is_plausible_enough()
    {
        var firsts = Run(attempts: 0, least: 1).Select(b => b.Reward!.Value).Order().ToList();
        var least = firsts[2];

        var best = Run(attempts: 3, least);

        Assert.Equal(4, best.Count(b => b.Attempts == 1));
        Assert.All(best.Where(b => b.Attempts < 4), b => Assert.True(b.Reward >= least));
    }

    [Fact]
    public void The_kept_tile_can_be_drawn_again_from_its_own_metadata()
    {
        foreach (var kept in Run(attempts: 2, least: 1))
        {
            var png = File.ReadAllBytes(kept.Tile.Path);
            var origin = Provenance.Read(Png.ReadText(png, "kept"), "kept");
            Assert.Equal(kept.Tile.Index, origin.Index);
            Assert.Equal(png, TileFiles.Redraw(_generator, origin));
        }
    }

    [Fact]
    public void The_choice_does_not_depend_on_which_tiles_are_drawn_together()
    {
        var together = Run(attempts: 3, least: 1);

        var alone = Tiles("alone").SelectMany(tile => Drawing(3, 1).Run([tile], (_, _, _) => { }, default)).ToList();

        Assert.Equal(together.Select(WithoutPath), alone.Select(WithoutPath));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_and_keeps_the_same_tiles()
    {
        var straight = Run(attempts: 3, least: 1, "straight");
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Drawing(3, 1).Run(
                Tiles("tiles"), (_, _, note) => { if (note is not null) stop.Cancel(); }, stop.Token));
        var before = Directory.GetFiles(_folder.At("tiles")).ToDictionary(path => path, File.GetLastWriteTimeUtc);

        var resumed = Run(attempts: 3, least: 1);

        Assert.Equal(straight.Select(WithoutPath), resumed.Select(WithoutPath));
        Assert.NotEmpty(before);
        Assert.All(before, e => Assert.Equal(e.Value, File.GetLastWriteTimeUtc(e.Key)));
    }

    [Fact]
    public void Kept_tiles_stand_beside_a_folder_of_all_attempts()
    {
        var generation = new TileGeneration(_generator, Options, _folder.At("out"), new Redraws(_reward, 2, 1));

        generation.Run(null, CancellationToken.None);

        var names = Directory.GetFiles(_folder.At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        var codes = Options.Labels.Select(label => _generator.Dataset.Classes[label].Code);
        Assert.Equal(
            codes.SelectMany(code => Enumerable.Range(0, 3).Select(i => $"{code}-{i:D5}.png")).Append("grid.png")
                .Order(StringComparer.Ordinal),
            names);
        Assert.Equal(6 * 3, Directory.GetFiles(_folder.At("out/.attempts")).Length);
        Assert.Equal(6 * 2, generation.DrawnAgain);
    }

    [Fact]
    public void A_reward_model_of_other_classes_is_refused()
    {
        using var trunk = new PathAlign.Models.Classifier.ResNet18(9).Drawn(new torch.Generator(1));
        using var network = new RewardNetwork(trunk, classes: 3, criteria: 2, members: 1);
        using var other = Reward(network, "other");

        var refused = Assert.Throws<InvalidInputException>(
            () => new PlausibleDrawing(_generator, Options, new Redraws(other, 1, 1)).Run(
                Tiles("tiles"), (_, _, _) => { }, default));

        Assert.Contains("expected the generator's 9 classes, found 3", refused.Message);
    }

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(101, 0.5)]
    [InlineData(1, -0.1)]
    [InlineData(1, 1.1)]
    [InlineData(1, double.NaN)]
    public void Settings_out_of_range_are_refused(int attempts, double least) =>
        Assert.Throws<ArgumentException>(() => Run(attempts, least));

    [Fact]
    public void A_place_whose_noise_another_attempt_would_use_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => Drawing(1, 1).Run([new PlannedTile(2, 1 << 24, _folder.At("far.png"))], (_, _, _) => { }, default));

    private IReadOnlyList<BestTile> Run(int attempts, double least, string folder = "tiles") =>
        Drawing(attempts, least).Run(Tiles(folder), (_, _, _) => { }, CancellationToken.None);

    private PlausibleDrawing Drawing(int attempts, double least) =>
        new(_generator, Options, new Redraws(_reward, attempts, least));

    private List<PlannedTile> Tiles(string folder)
    {
        Directory.CreateDirectory(_folder.At(folder));
        return
        [
            .. Options.Labels.SelectMany(
                label => Enumerable.Range(0, Options.CountPerClass).Select(
                    i => new PlannedTile(
                        label, ((long)label << 32) + i, Path.Combine(_folder.At(folder), $"{label}-{i}.png")))),
        ];
    }

    private double? Score(PlannedTile tile)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var one = TileSet.Of(_generator.Size, [(tile.Label, TileFiles.Read(tile))]);
        return _reward.Network.call(TileTensors.Signed(one, [0]), TileTensors.Labels(one, [0])).item<float>();
    }

    private RewardModel Reward(RewardNetwork network, string name = "reward")
    {
        var trunk = TinyModels.WriteClassifier(_folder.At($"{name}-trunk"), 1);
        RewardFile.Write(_folder.At(name), network, "weights/trunk", new Dictionary<string, string>());
        return RewardModel.Load(_folder.At(name), trunk);
    }

    private static BestTile WithoutPath(BestTile best) => best with { Tile = best.Tile with { Path = "" } };
}
