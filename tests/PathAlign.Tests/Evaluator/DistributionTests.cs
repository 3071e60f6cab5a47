using PathAlign.Evaluator.Distribution;
using Xunit;

namespace PathAlign.Tests.Evaluator;

public sealed class DistributionTests
{
    [Fact]
    public void The_golden_points_are_those_that_the_values_were_computed_from()
    {
        Assert.Equal(0.23645552527, GoldenPoints.Real.Values[0], 1e-11);
        Assert.Equal(0.36315876993, GoldenPoints.Fake.Values[0], 1e-11);
    }

    [Fact]
    public void Frechet_distance_of_unit_gaussians_one_apart_is_the_dimension()
    {
        const int Dimension = 256;   // the published case has 2048; the formula is the same and the test is quick
        var identity = new double[Dimension, Dimension];
        for (var i = 0; i < Dimension; i++) identity[i, i] = 1;

        var distance = FrechetDistance.Between(
            new double[Dimension], identity, [.. Enumerable.Repeat(1.0, Dimension)], identity);

        Assert.Equal(Dimension, distance, 1e-8);
    }

    [Fact]
    public void Frechet_distance_of_correlated_gaussians_matches_the_closed_form()
    {
        var distance = FrechetDistance.Between(
            [0, 0], new[,] { { 2, .5 }, { .5, 1 } }, [1, -1], new[,] { { 1, -.3 }, { -.3, 1.5 } });

        Assert.Equal(2.4634711896, distance, 1e-9);
    }

    [Fact]
    public void Frechet_distance_is_the_same_among_more_columns_than_rows()
    {
        static FeatureMatrix Widened(FeatureMatrix points) =>
            new(
                points.Rows,
                40,
                [
                    .. Enumerable.Range(0, points.Rows)
                        .SelectMany(i => points.Row(i).ToArray().Concat(new double[40 - points.Columns]))
                ]);

        var (narrow, wide) = (
            FrechetDistance.Between(GoldenPoints.Real, GoldenPoints.Fake),
            FrechetDistance.Between(Widened(GoldenPoints.Real), Widened(GoldenPoints.Fake)));

        Assert.Equal(narrow, wide, 1e-6);
        Assert.Equal(narrow, FrechetDistance.Between(Widened(GoldenPoints.Fake), Widened(GoldenPoints.Real)), 1e-6);
        Assert.Equal(0, FrechetDistance.Between(Widened(GoldenPoints.Real), Widened(GoldenPoints.Real)), 1e-6);
    }

    [Fact]
    public void Frechet_distance_of_a_set_to_itself_is_nothing()
    {
        Assert.Equal(0, FrechetDistance.Between(GoldenPoints.Real, GoldenPoints.Real), 1e-9);
    }

    [Theory]
    [InlineData(3, 1.0, .8333333, 1.3148148, .8333333)]
    [InlineData(5, 1.0, .875, 1.1777778, .9583333)]
    public void Precision_recall_density_and_coverage_match_the_golden_values(
        int k, double precision, double recall, double density, double coverage)
    {
        var prdc = Prdc.Of(GoldenPoints.Real, GoldenPoints.Fake, k);

        Assert.Equal(precision, prdc.Precision, 1e-7);
        Assert.Equal(recall, prdc.Recall, 1e-7);
        Assert.Equal(density, prdc.Density, 1e-7);
        Assert.Equal(coverage, prdc.Coverage, 1e-7);
    }

    [Fact]
    public void Identical_sets_have_full_precision_recall_density_and_coverage()
    {
        Assert.Equal(new Prdc(1, 1, 1, 1), Prdc.Of(GoldenPoints.Real, GoldenPoints.Real, 3));
    }

    [Fact]
    public void Authenticity_matches_the_golden_value_and_is_nothing_for_copies()
    {
        Assert.Equal(.166666667, Memorisation.Authenticity(GoldenPoints.Real, GoldenPoints.Fake), 1e-8);
        Assert.Equal(0, Memorisation.Authenticity(GoldenPoints.Real, GoldenPoints.Real));
    }

    [Fact]
    public void Figures_from_one_real_point_at_a_time_are_those_from_all_distances()
    {
        var random = new Random(1);
        FeatureMatrix Points(int rows) =>
            new(rows, 2, [.. Enumerable.Range(0, 2 * rows).Select(_ => random.NextDouble())]);
        var (real, generated) = (Points(300), Points(700));
        var (all, expected) = (Enumerable.Range(0, generated.Rows).ToArray(), new Neighbours(real, generated));

        Assert.Equal(expected.Of(all), Prdc.Of(real, generated));
        Assert.Equal(expected.Authenticity(all), Memorisation.Authenticity(real, generated));
    }

    [Fact]
    public void The_nearest_rows_are_those_of_all_distances()
    {
        var points = GoldenPoints.Real;
        var all = points.DistancesTo(points);

        var nearest = points.Nearest(4);

        for (var i = 0; i < points.Rows; i++)
            Assert.Equal(
                Enumerable.Range(0, points.Rows).Where(j => j != i).Select(j => all[i, j]).Order().Take(4), nearest[i]);
    }

    [Fact]
    public void The_kernel_distance_matches_the_golden_value()
    {
        var real = GoldenPoints.Real.Subset([.. Enumerable.Range(0, 18)]);

        Assert.Equal(.1268752785, KernelDistance.Unbiased(real, GoldenPoints.Fake), 1e-9);
    }

    [Fact]
    public void The_vendi_score_matches_the_golden_and_published_values()
    {
        double[] points = [0, 0, 10, 10, 20, 20];
        var similarity = new double[6, 6];
        for (var i = 0; i < 6; i++)
            for (var j = 0; j < 6; j++)
                similarity[i, j] = Math.Exp(-Math.Abs(points[i] - points[j]));

        // NumPy gives 1.5514595353 too; the golden value agrees with both to seven digits.
        Assert.Equal(1.5514594535, Vendi.OfCosines(GoldenPoints.Fake), 1e-7);
        Assert.Equal(2.9999, Vendi.Of(similarity), 1e-4);
        Assert.Equal(2.1573, Vendi.Of(new[,] { { 1, .9, 0 }, { .9, 1, 0 }, { 0, 0, 1 } }), 1e-4);
    }
}
