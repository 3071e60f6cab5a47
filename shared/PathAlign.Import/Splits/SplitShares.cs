namespace PathAlign.Import.Splits;

/// <summary>The share of the images that each split gets.</summary>
/// <param name="Validation">The share of val.</param>
/// <param name="Test">The share of test.</param>
internal sealed record SplitShares(double Validation, double Test)
{
    /// <summary>The splits that get images, with their shares.</summary>
    internal IReadOnlyList<(string split, double share)> All =>
        [.. new[] { ("train", 1 - Validation - Test), ("val", Validation), ("test", Test) }.Where(s => s.Item2 > 0)];
}
