using PathAlign.Contracts.Datasets;
using PathAlign.Contracts.Manifests;
using PathAlign.Data;
using PathAlign.Imaging;
using PathAlign.Standalone.Simulation;
using PathAlign.Tests.Categories;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class SimulatedPathologistTests
{
    private static readonly Lazy<TileDataset> Phantoms = new(
        () => Phantom.Create(trainPerClass: 60, validationPerClass: 12, testPerClass: 1));

    private static double Plausible(SimulatedPathologist pathologist, Func<int, int> asked)
    {
        var tiles = Phantoms.Value.Validation;
        return Enumerable.Range(0, tiles.Count).Count(
            i => pathologist.Rate(tiles.Image(i), asked(tiles.Labels[i]), $"image-{i}").Plausible) / (
                double)tiles.Count;
    }

    private static SimulatedPathologist Pathologist(double errorRate = 0, ulong seed = 0) =>
        new(Phantoms.Value.Train, Phantom.Description, new SimulationOptions { ErrorRate = errorRate, Seed = seed });

    [Fact]
    public void Tiles_it_has_not_seen_are_mostly_plausible_as_their_own_class_and_mostly_not_as_another()
    {
        var pathologist = Pathologist();

        var (own, other) = (Plausible(pathologist, label => label), Plausible(pathologist, label => (label + 1) % 9));

        Assert.True(own > 0.6, $"own class: {own:f3}");
        Assert.True(other < 0.2, $"another class: {other:f3}");
    }

    [Fact]
    public void Noise_is_implausible_with_faults_by_the_names_of_the_checklist()
    {
        var pixels = new byte[28 * 28 * 3];
        new Random(1).NextBytes(pixels);

        var verdict = Pathologist().Rate(new RgbImage(28, 28, pixels), 3, "noise");

        Assert.False(verdict.Plausible);
        Assert.NotEmpty(verdict.Faults);
        Assert.Equal(verdict.Faults.Distinct(), verdict.Faults);
        Assert.Subset(RatingCriteria.Histology.ToHashSet(), verdict.Faults.ToHashSet());
    }

    [Fact]
    [Slow]
    public void It_errs_as_often_as_it_is_told_on_the_same_images_each_time()
    {
        var tile = Phantoms.Value.Train.Image(0);
        var sure = Pathologist().Rate(tile, 0, "any").Plausible;
        bool[] Errs(ulong seed) =>
            [
                .. Enumerable.Range(0, 2000)
                    .Select(i => Pathologists[seed].Rate(tile, 0, $"image-{i}").Plausible != sure)
            ];

        var (first, again, others) = (Errs(1), Errs(1), Errs(2));

        Assert.InRange(first.Count(e => e), 340, 460);   // 400 expected, deviation 18
        Assert.Equal(first, again);
        Assert.NotEqual(first, others);
    }

    [Fact]
    public void A_class_without_tiles_is_an_error_that_names_it()
    {
        var withoutTumour = Phantoms.Value.Train.Subset(
            [.. Enumerable.Range(0, Phantoms.Value.Train.Count).Where(i => Phantoms.Value.Train.Labels[i] != 8)]);

        var error = Assert.Throws<ArgumentException>(
            () => new SimulatedPathologist(withoutTumour, Phantom.Description, new SimulationOptions()));

        Assert.Contains(Phantom.Description.Classes[8].Code, error.Message);
    }

    private static readonly Dictionary<ulong, SimulatedPathologist> Pathologists = new()
    {
        [1] = Pathologist(0.2, 1),
        [2] = Pathologist(0.2, 2),
    };
}
