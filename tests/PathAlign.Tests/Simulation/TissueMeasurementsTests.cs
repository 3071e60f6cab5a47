using PathAlign.Imaging;
using PathAlign.Standalone.Simulation;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class TissueMeasurementsTests
{
    private const int Size = 16;
    private const double Threshold = 0.4;

    /// <summary>A tile of amounts of haematoxylin and eosin.</summary>
    private static RgbImage Tile(Func<int, int, (double haematoxylin, double eosin)> stain)
    {
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < Size * Size; i++)
        {
            var (h, e) = stain(i % Size, i / Size);
            for (var c = 0; c < 3; c++)
                pixels[(3 * i) + c] = (byte)Math.Round(
                    255 * Math.Pow(10, -((h * StainSpace.Directions[0, c]) + (e * StainSpace.Directions[1, c]))));
        }
        return new RgbImage(Size, Size, pixels);
    }

    private static Dictionary<string, double> Measure(Func<int, int, (double, double)> stain) =>
        new TissueMeasurements(Threshold).Of(Tile(stain)).ToDictionary(m => m.Name, m => m.Value);

    [Fact]
    public void Stains_are_taken_apart_again()
    {
        var planes = new StainPlanes(Tile((x, _) => (x < 8 ? 0.6 : 0, 0.3)));

        Assert.Equal((Size, Size), (planes.Width, planes.Height));
        Assert.Equal(
            (0.6, 0.3, 0),
            (
                Math.Round(planes.Haematoxylin[0], 2),
                Math.Round(planes.Eosin[0], 2),
                Math.Abs(Math.Round(planes.Residual[0], 2))));
        Assert.Equal((0, 0.3), (Math.Abs(Math.Round(planes.Haematoxylin[9], 2)), Math.Round(planes.Eosin[9], 2)));
        Assert.Equal(((0.6 * (0.650 + 0.704 + 0.286)) + (0.3 * (0.072 + 0.990 + 0.105))) / 3, planes.Density[0], 0.01);
    }

    [Fact]
    public void Glass_is_empty_flat_and_without_nuclei()
    {
        var measured = Measure((_, _) => (0, 0));

        Assert.Equal((1, 0, 0), (measured["empty fraction"], measured["nuclear count"], measured["nuclear area"]));
        Assert.Equal((0, 0, 0), (measured["edge strength"], measured["grain"], measured["fibre direction"]));
        Assert.Equal((0, 0, 0), (measured["haematoxylin"], measured["eosin"], measured["density spread"]));
        Assert.Equal((Threshold, 0), (measured["nuclear haematoxylin"], measured["nuclear haematoxylin spread"]));
    }

    [Fact]
    public void One_nucleus_is_measured_as_drawn()
    {
        var measured = Measure((x, y) => x is >= 4 and < 8 && y is >= 6 and < 10 ? (0.9, 0) : (0, 0));

        Assert.Equal(
            (1, 16.0 / 256, 240.0 / 256),
            (measured["nuclear count"], measured["nuclear fraction"], measured["empty fraction"]));
        Assert.Equal((Math.Log(17), 1), (measured["nuclear area"], Math.Round(measured["nuclear elongation"], 9)));
        Assert.Equal(0.9, measured["nuclear haematoxylin"], 0.02);
        Assert.Equal(0.9 * 16 / 256, measured["haematoxylin"], 0.002);
        Assert.Equal(0, measured["fibre direction"], 6);   // as many edges each way
    }

    [Fact]
    public void Fibres_of_one_direction_are_coherent_and_grain_is_not()
    {
        var fibres = Measure((x, _) => (0, 0.3 + (0.2 * Math.Sin(x * Math.PI / 4))));
        var chequers = Measure((x, y) => (0, (x + y) % 2 == 0 ? 0.2 : 0.5));

        Assert.Equal(1, fibres["fibre direction"], 6);
        Assert.Equal(0, chequers["edge strength"], 6);   // central differences see neighbours of one colour
        Assert.True(chequers["grain"] > 4 * fibres["grain"]);
        Assert.Equal(8 * 0.15 * (0.072 + 0.990 + 0.105) / 3, chequers["grain"], 0.02);
    }
}
