using PathAlign.Statistics.Agreement;
using Xunit;

namespace PathAlign.Tests.Statistics;

/// <summary>Agreement figures against examples that others have published.</summary>
public sealed class AgreementTests
{
    // Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units, 0 for
    // missing.
    private static readonly int[][] Observers =
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];

    [Theory]
    [InlineData(MeasurementLevel.Nominal, 0.743)]
    [InlineData(MeasurementLevel.Ordinal, 0.815)]
    [InlineData(MeasurementLevel.Interval, 0.849)]
    [InlineData(MeasurementLevel.Ratio, 0.797)]
    public void Alpha_is_that_of_Krippendorffs_computing_example(MeasurementLevel level, double expected)
    {
        Assert.Equal(expected, Krippendorff.Alpha(Units(Observers), level), 3);
    }

    [Fact]
    public void Alpha_of_two_observers_and_binary_data_is_Krippendorffs_first_example()
    {
        // Section A of the same paper: α = .095.
        int[] first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];

        Assert.Equal(
            0.095,
            Krippendorff.Alpha(
                [.. first.Zip(second, (a, b) => (IReadOnlyList<double>)[a, b])], MeasurementLevel.Nominal),
            3);
    }

    [Fact]
    public void Alpha_of_full_agreement_is_one_and_of_nothing_to_compare_not_a_number()
    {
        Assert.Equal(1, Krippendorff.Alpha([[1, 1], [2, 2, 2]], MeasurementLevel.Ordinal), 12);
        Assert.True(double.IsNaN(Krippendorff.Alpha([[1], [2]], MeasurementLevel.Ordinal)));
        Assert.True(double.IsNaN(Krippendorff.Alpha([[1, 1], [1, 1]], MeasurementLevel.Nominal)));
        Assert.True(double.IsNaN(Krippendorff.Alpha([], MeasurementLevel.Nominal)));
    }

    [Fact]
    public void Kappa_plain_and_weighted_is_that_of_Cohen_1968()
    {
        // 200 diagnoses by two judges; disagreement weights 1, 3 and 6: κ = .492, weighted κ = .348.
        int[,] counts = { { 88, 14, 18 }, { 10, 40, 10 }, { 2, 6, 12 } };
        double[,] weights = { { 0, 1, 3 }, { 1, 0, 6 }, { 3, 6, 0 } };
        var pairs = from a in Enumerable.Range(0, 3)
                    from b in Enumerable
            .Range(0, 3)
                    from _ in Enumerable
            .Range(0, counts[a, b])
                    select (a, b);

        Assert.Equal(0.492, Kappa.Plain([.. pairs], 3), 3);
        Assert.Equal(0.348, Kappa.Weighted([.. pairs], 3, (a, b) => weights[a, b]), 3);
    }

    [Fact]
    public void Quadratic_kappa_counts_far_disagreements_more()
    {
        (int, int)[] near =
        [
            (0, 1),
            (1, 2),
            (2, 3),
            (3, 4),
            (0, 0),
            (4, 4),
        ], far = [(0, 4), (1, 2), (2, 3), (3, 4), (0, 0), (4, 4)];

        Assert.True(Kappa.Quadratic(near, 5) > Kappa.Quadratic(far, 5));
        Assert.Equal(1, Kappa.Quadratic([(0, 0), (4, 4)], 5), 12);
        Assert.True(double.IsNaN(Kappa.Quadratic([], 5)));
        Assert.Throws<ArgumentException>(() => Kappa.Plain([(5, 0)], 5));
    }

    [Fact]
    public void Drift_is_seen_where_it_is_and_not_where_it_is_not()
    {
        var random = new Random(1);
        var steady = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToList();
        var rising = steady.Select((v, i) => v + (i / 200.0)).ToList();

        var (none, some) = (Drift.Slope(steady)!, Drift.Slope(rising)!);

        Assert.True(none.Low < 0 && none.High > 0, none.ToString());
        Assert.True(some.Low > 0, some.ToString());
        Assert.Equal(0.5, some.Value - none.Value, 9);
        Assert.Null(Drift.Slope(steady.Take(9).ToList()));
    }

    private static IReadOnlyList<IReadOnlyList<double>> Units(int[][] observers) =>
        [
            .. Enumerable.Range(0, observers[0].Length)
                .Select(u => (IReadOnlyList<double>)[.. observers.Select(o => (double)o[u]).Where(v => v > 0)])
        ];
}
