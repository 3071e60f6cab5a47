using PathAlign.Data;
using PathAlign.Standalone.Simulation;
using PathAlign.Statistics;
using Xunit;

namespace PathAlign.Tests.Simulation;

public sealed class RaterCheckTests
{
    [Fact]
    public void It_shows_each_class_equally_often_and_counts_what_the_rater_accepts()
    {
        var data = Phantom.Create(trainPerClass: 60, validationPerClass: 12, testPerClass: 1);
        var rater = new SimulatedPathologist(data.Train, data.Description, new SimulationOptions { ErrorRate = 0.5 });

        var check = RaterCheck.Of(rater, data.Validation, 9, CancellationToken.None);

        Assert.Equal((63, 63, 63), (check.Real.Count, check.Blurred.Count, check.Renamed!.Count));
        Assert.True(check.Real.Value > 0.6, $"as they are: {check.Real}");   // errors are left out
        Assert.True(check.Renamed.Value < 0.2, $"another class: {check.Renamed}");
        Assert.True(check.Blurred.Value < check.Real.Value / 2, $"blurred: {check.Blurred}");
        Assert.Contains($"of 63 held-out real tiles it calls {check.Real} plausible", Assert.Single(check.Lines()));
    }

    [Fact]
    public void A_fault_that_it_accepts_is_named_beyond_chance()
    {
        var check = new RaterCheck(Wilson.Interval(60, 64), Wilson.Interval(45, 64), Wilson.Interval(31, 64));

        var lines = check.Lines().ToList();

        Assert.Equal(2, lines.Count);
        Assert.Contains("half as many blurred tiles as real ones", lines[1]);
    }

    [Fact]
    public void A_rater_that_refuses_real_tiles_is_named()
    {
        var check = new RaterCheck(Wilson.Interval(3, 64), Wilson.Interval(0, 64), Wilson.Interval(0, 64));

        Assert.Contains("it refuses real tiles", check.Lines().Last());
    }

    [Fact]
    public void One_class_has_no_wrong_name()
    {
        var check = new RaterCheck(Wilson.Interval(60, 64), Wilson.Interval(3, 64), Renamed: null);

        Assert.DoesNotContain("another class", Assert.Single(check.Lines()));
    }
}
