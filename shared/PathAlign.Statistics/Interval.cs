namespace PathAlign.Statistics;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Sample size n.</param>
public sealed record Interval(double Value, double Low, double High, int Count)
{
    /// <summary>As <c>.912 [.887, .934]</c>.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Value:f3} [{Low:f3}, {High:f3}]");
}
