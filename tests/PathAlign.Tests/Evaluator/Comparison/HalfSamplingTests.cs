using PathAlign.Evaluator.Comparison;
using Xunit;

namespace PathAlign.Tests.Evaluator.Comparison;

public sealed class HalfSamplingTests
{
    private const double Z = 1.959963984540054;

    [Fact]
    public void The_error_of_a_mean_is_its_deviation_over_the_root_of_n()
    {
        var random = new Random(6);
        double[] values = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 199 / 200);

        var interval = HalfSampling.Of(200, rows => rows.Average(r => values[r]), halves: 2000, seed: 1);

        Assert.Equal(mean, interval.Value, 1e-12);
        Assert.Equal(200, interval.Count);
        Assert.InRange((interval.High - interval.Value) / Z, error * 0.93, error * 1.07);
        Assert.Equal(interval.High - interval.Value, interval.Value - interval.Low, 1e-12);
    }

    [Fact]
    public void Every_half_holds_each_image_at_most_once_in_order_and_the_seed_decides_which()
    {
        var halves = new System.Collections.Concurrent.ConcurrentBag<int[]>();
        double Figure(int[] rows)
        {
            halves.Add(rows);
            return rows.Sum();
        }

        var first = HalfSampling.Of(11, Figure, 20, 5);

        Assert.Equal(21, halves.Count);
        Assert.All(halves, rows => Assert.Equal(rows.Distinct().Order(), rows));
        Assert.Equal(20, halves.Count(rows => rows.Length == 5));
        Assert.Equal(first, HalfSampling.Of(11, rows => rows.Sum(), 20, 5));
        Assert.NotEqual(first, HalfSampling.Of(11, rows => rows.Sum(), 20, 6));
    }

    [Fact]
    public void A_figure_that_never_varies_has_no_width()
    {
        var interval = HalfSampling.Of(10, _ => 3, 10, 1);

        Assert.Equal((3, 3, 3), (interval.Value, interval.Low, interval.High));
    }
}
