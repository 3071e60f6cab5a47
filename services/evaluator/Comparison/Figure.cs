using PathAlign.Statistics;

namespace PathAlign.Evaluator.Comparison;

/// <summary>
/// One figure before and after, and the paired difference, each with its 95 % interval.
/// </summary>
/// <param name="Name">What was measured.</param>
/// <param name="HigherIsBetter">Whether a higher value is better.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
/// <param name="Change">After minus before, paired by place.</param>
public sealed record Figure(string Name, bool HigherIsBetter, Interval Before, Interval After, Interval Change)
{
    /// <summary>The whole interval of the change lies on the better side.</summary>
    public bool IsBetter => HigherIsBetter ? Change.Low > 0 : Change.High < 0;

    /// <summary>The whole interval of the change lies on the worse side.</summary>
    public bool IsWorse => HigherIsBetter ? Change.High < 0 : Change.Low > 0;
}
