namespace PathAlign.Statistics;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Sample size n.</param>
public sealed record Interval(double Value, double Low, double High, int Count)
{
    /// <summary>The figure and its interval, such as <c>0.912 [0.887, 0.934]</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Value:f3} [{Low:f3}, {High:f3}]");
}
