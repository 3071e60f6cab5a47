using PathAlign.Evaluator.Comparison;
using Xunit;

namespace PathAlign.Tests.Evaluator.Comparison;

public sealed class PrincipalAxesTests
{
    [Fact]
    public void All_axes_together_keep_every_distance_and_the_leading_ones_keep_the_most_of_it()
    {
        var axes = new PrincipalAxes(GoldenPoints.Real, 4);
        var (before, after) = (
            GoldenPoints.Real.DistancesTo(GoldenPoints.Fake),
            axes.Project(GoldenPoints.Real).DistancesTo(axes.Project(GoldenPoints.Fake)));
        double Variance(int count, Func<double[], double> of)
        {
            var projected = new PrincipalAxes(GoldenPoints.Real, count).Project(GoldenPoints.Real);
            return of(
                [
                    .. Enumerable.Range(0, projected.Columns).Select(
                        c =>
                            Enumerable.Range(0, projected.Rows).Average(r => projected.Row(r)[c] * projected.Row(r)[c]))
                ]);
        }

        foreach (var (i, j) in from i in Enumerable.Range(0, 24) from j in Enumerable.Range(0, 18) select (i, j))
            Assert.Equal(before[i, j], after[i, j], 1e-9);
        Assert.Equal(4, new PrincipalAxes(GoldenPoints.Real, 48).Project(GoldenPoints.Fake).Columns);
        Assert.Equal(Variance(4, v => v.Max()), Variance(1, v => v[0]), 1e-9);
    }

    [Fact]
    public void Axes_are_centred_on_the_real_tiles()
    {
        var projected = new PrincipalAxes(GoldenPoints.Real, 2).Project(GoldenPoints.Real);

        Assert.Equal((24, 2), (projected.Rows, projected.Columns));
        foreach (var column in (int[])[0, 1])
            Assert.Equal(0, Enumerable.Range(0, 24).Average(r => projected.Row(r)[column]), 1e-12);
    }
}
