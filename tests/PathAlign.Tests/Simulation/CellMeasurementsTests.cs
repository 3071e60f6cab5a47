using PathAlign.Imaging;
using PathAlign.Standalone.Simulation;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class CellMeasurementsTests
{
    private static readonly CellThresholds _thresholds = new(Nucleus: 0.5);
    private static readonly DrawnCell _plain = new() { Clumps = 0, Granules = 0 };

    private static Dictionary<string, double> Measure(RgbImage image) =>
        new CellMeasurements(_thresholds).Of(image).ToDictionary(m => m.Name, m => m.Value);

    private static Dictionary<string, double> Measure(DrawnCell cell) => Measure(cell.Draw());

    [Theory]
    [InlineData(28)]
    [InlineData(112)]
    [InlineData(224)]
    [InlineData(512)]
    public void Discs_are_measured_as_drawn_at_every_size(int size)
    {
        var measured = Measure(_plain with { Size = size });

        var tolerance = Math.Max(1, 0.02 * size);
        Assert.Equal(2 * 0.3 * size, measured["cell diameter"], tolerance);
        Assert.Equal(2 * 0.16 * size, measured["nuclear diameter"], tolerance);
        Assert.Equal(0.16 * 0.16 / (0.3 * 0.3), measured["nuclear share"], 0.05);
        Assert.Equal((1, 1), (measured["lobes"], Math.Round(measured["nuclear elongation"], 1)));
        Assert.Equal(1, measured["nuclear compactness"], Math.Max(0.06, 3.2 / size));
    }

    [Fact]
    public void Lobes_are_counted_though_they_touch()
    {
        var two = Measure(_plain with { NucleusRadius = 0.1, Lobes = [(-0.1, 0), (0.1, 0)] });
        var three = Measure(
            _plain with { NucleusRadius = 0.08, Lobes = [(-0.135, -0.03), (0, 0.056), (0.135, -0.03)] });

        Assert.Equal((2, 3), (two["lobes"], three["lobes"]));
        Assert.True(two["nuclear compactness"] < 0.85, $"{two["nuclear compactness"]}");
        Assert.True(two["nuclear elongation"] > 1.7, $"{two["nuclear elongation"]}");
    }

    [Fact]
    public void A_nucleus_twice_as_wide_as_high_is_as_elongated() =>
        Assert.Equal(2, Measure(_plain with { Stretch = 2 })["nuclear elongation"], 0.1);

    [Fact]
    public void Densities_are_measured_as_drawn_over_the_background()
    {
        var measured = Measure(_plain);

        Assert.Equal((0.2 + 0.25 + 0.05) / 3, measured["cytoplasm density"], 0.01);
        Assert.Equal(0.2 - 0.25, measured["cytoplasm blueness"], 0.01);
        Assert.Equal(0.05 - 0.25, measured["cytoplasm yellowness"], 0.01);
        Assert.Equal(1, measured["nuclear density"], 0.05);
        Assert.Equal(
            (0, 0.04, 0.08),
            (
                Math.Round(measured["background red"], 2),
                Math.Round(measured["background green"], 2),
                Math.Round(measured["background blue"], 2)));
        Assert.Equal(0, measured["granules"], 0.01);
        Assert.Equal(0, measured["granularity"], 0.03);
    }

    [Fact]
    public void Another_background_changes_the_background_alone()
    {
        var (before, after) = (Measure(_plain), Measure(_plain with { Background = [0.1, 0.05, 0.02] }));

        Assert.Equal(0.1, after["background red"], 0.01);
        Assert.All(
            before.Where(m => !m.Key.StartsWith("background", StringComparison.Ordinal)),
            m => Assert.Equal(m.Value, after[m.Key], 0.03 * Math.Max(1, Math.Abs(m.Value))));
    }

    [Fact]
    public void A_red_cell_that_touches_is_not_part_of_the_cell() =>
        Assert.Equal(
            Measure(_plain)["cell diameter"], Measure(_plain with { RedCell = true })["cell diameter"], 1.0);

    [Fact]
    public void Clumps_granules_and_blur_are_seen()
    {
        var (even, clumped) = (Measure(_plain), Measure(_plain with { Clumps = 0.3 }));
        var granular = Measure(_plain with { Granules = 0.2 });
        var blurred = Measure(_plain with { Softness = 4 });

        Assert.True(clumped["chromatin grain"] > 3 * even["chromatin grain"]);
        Assert.Equal(even["granules"], clumped["granules"], 0.01);
        Assert.InRange(granular["granules"], 0.1, 0.25);
        Assert.True(granular["granularity"] > 3 * even["granularity"]);
        Assert.True(blurred["fine detail"] < 0.7 * even["fine detail"]);
    }

    [Fact]
    public void Without_a_cell_all_measurements_are_finite_and_0_where_something_is_missing()
    {
        var empty = Measure(RgbImage.Filled(28, 28, 250, 240, 230));

        Assert.All(empty.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal((0, 0, 0), (empty["cell diameter"], empty["nuclear diameter"], empty["lobes"]));
    }
}
