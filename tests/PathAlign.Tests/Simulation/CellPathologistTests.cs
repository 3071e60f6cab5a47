using PathAlign.Contracts.Datasets;
using PathAlign.Data;
using PathAlign.Standalone.Simulation;
using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class CellPathologistTests
{
    private const int PerClass = 150;

    private static readonly DatasetDescription _description =
        DatasetDescription.Of(["round", "lobed"]) with { Stain = "May-Grünwald-Giemsa" };

    private static readonly Lazy<SimulatedPathologist> _pathologist = new(() => Pathologist(_description, PerClass));

    private static SimulatedPathologist Pathologist(DatasetDescription description, int perClass = 10) =>
        new(
            TileSet.Of(
                112,
                [.. Enumerable.Range(0, 2 * perClass).Select(i => (i % 2, Normal(i % 2, (ulong)i).Draw()))]),
            description,
            new SimulationOptions { ErrorRate = 0 });

    /// <summary>A normal cell: all that a class leaves open is drawn by chance.</summary>
    private static DrawnCell Normal(int label, ulong seed)
    {
        var random = new CounterRandom(7, seed);
        double Near(double value, double share) => value * random.NextUniform(1 - share, 1 + share);
        return new DrawnCell
        {
            Radius = Near(0.3, 0.08),
            NucleusRadius = Near(label == 0 ? 0.16 : 0.1, 0.08),
            Lobes = label == 0 ? [(0, 0)] : [(-0.11, 0), (0.11, 0)],
            Stretch = Near(1, 0.1),
            Clumps = Near(0.15, 0.2),
            Granules = Near(0.03, 0.3),
            Cytoplasm = [Near(0.2, 0.1), Near(0.25, 0.1), Near(0.05, 0.2)],
            Background = [0, Near(0.04, 0.2), Near(0.08, 0.2)],
            Seed = seed,
        };
    }

    private static SimulatedVerdict Rate(DrawnCell cell, int label) =>
        _pathologist.Value.Rate(cell.Draw(), label, "any");

    [Fact]
    public void Normal_cells_that_it_has_not_seen_are_plausible()
    {
        var plausible = Enumerable.Range(1000, 60).Count(i => Rate(Normal(i % 2, (ulong)i), i % 2).Plausible);

        Assert.True(plausible >= 54, $"{plausible} of 60");
    }

    public static TheoryData<string, string> Spoilings { get; } = new(Spoilt.Select(s => (s.Key, s.Value.Criterion)));

    [Theory]
    [MemberData(nameof(Spoilings))]
    public void A_spoilt_criterion_is_caught_and_named(string spoiling, string criterion)
    {
        var verdicts = Enumerable.Range(2000, 20)
            .Select(i => Rate(Spoilt[spoiling].Of(Normal(0, (ulong)i)), 0)).ToArray();

        Assert.All(verdicts, verdict => Assert.False(verdict.Plausible));
        Assert.All(verdicts, verdict => Assert.Contains(criterion, verdict.Faults));
    }

    private static Dictionary<string, (string Criterion, Func<DrawnCell, DrawnCell> Of)> Spoilt => new()
    {
        ["small cell"] = (Criterion.CellSize, cell => cell with { Radius = 0.22 }),
        ["large cell"] = (Criterion.CellSize, cell => cell with { Radius = 0.4 }),
        ["small nucleus"] = (Criterion.NuclearSize, cell => cell with { NucleusRadius = 0.1 }),
        ["long nucleus"] = (Criterion.NuclearShape, cell => cell with { Stretch = 1.8 }),
        ["cut nucleus"] = (
            Criterion.NuclearLobes, cell => cell with { NucleusRadius = 0.1, Lobes = [(-0.12, 0), (0.12, 0)] }),
        ["much nucleus"] = (Criterion.NucleusToCytoplasm, cell => cell with { NucleusRadius = 0.24 }),
        ["even chromatin"] = (Criterion.Chromatin, cell => cell with { Clumps = 0 }),
        ["blue cytoplasm"] = (Criterion.CytoplasmColour, cell => cell with { Cytoplasm = [0.35, 0.25, 0.05] }),
        ["no granules"] = (Criterion.Granules, cell => cell with { Granules = 0 }),
        ["many granules"] = (Criterion.Granules, cell => cell with { Granules = 0.15 }),
        ["blur"] = (Criterion.Sharpness, cell => cell with { Softness = 5 }),
        ["green light"] = (Criterion.Background, cell => cell with { Background = [0.1, 0.02, 0.1] }),
    };

    [Fact]
    public void Only_criteria_that_the_data_set_has_are_named()
    {
        var few = Pathologist(_description with { Criteria = ["cell-size"] });

        var verdict = few.Rate((Normal(0, 5) with { Radius = 0.42, NucleusRadius = 0.25 }).Draw(), 0, "any");

        Assert.Equal([Criterion.CellSize], verdict.Faults);
    }

    [Fact]
    public void A_stain_that_it_does_not_know_is_refused_with_those_that_it_knows()
    {
        var error = Assert.Throws<ArgumentException>(() => Pathologist(_description with { Stain = "PAS" }));

        Assert.Contains("'PAS'", error.Message);
        Assert.Contains("H&E", error.Message);
        Assert.Contains("Wright", error.Message);
    }

    [Fact]
    public void Every_criterion_of_cells_is_measured()
    {
        var measured = new CellMeasurements(new CellThresholds(0.5)).Of(new DrawnCell().Draw());

        Assert.Equal(RatingCriteria.Cells.Order(), measured.Select(m => m.Criterion).Distinct().Order());
    }
}
