namespace PathAlign.Bench.Fixtures;

/// <summary>
/// Compares Stable Diffusion's parts with reference values that the diffusers and transformers libraries computed.
/// </summary>
internal static class FixturesBench
{
    internal static int Run(string folder)
    {
        Console.WriteLine("| part | largest difference, relative to the largest value | limit |\n| --- | --- | --- |");
        var agrees = SchedulerCases.Run(Path.Combine(folder, "schedulers_v0_31.json"), "v0.31");
        agrees &= SchedulerCases.Run(Path.Combine(folder, "schedulers.json"), "v0.21");
        agrees &= NetworkCases.Run(folder);
        agrees &= TrajectoryCases.Run(folder);
        agrees &= LoraCases.Run(folder);
        agrees &= TokenCases.Run(folder);
        return agrees ? 0 : 1;
    }

    /// <summary>Prints a row, and says whether the difference is within its limit.</summary>
    internal static bool Row(string part, double difference, double limit)
    {
        Console.WriteLine(FormattableString.Invariant($"| {part} | {difference:0.0e+0} | {limit:0.0e+0} |"));
        return difference <= limit;
    }

    /// <summary>The largest absolute difference, as a share of the largest expected value.</summary>
    internal static double Difference(IReadOnlyList<float> expected, IReadOnlyList<float> found)
    {
        if (expected.Count != found.Count) return double.PositiveInfinity;
        var largest = expected.Max(Math.Abs);
        return expected.Zip(found, (e, f) => (double)Math.Abs(e - f)).Max() / (largest > 0 ? largest : 1);
    }
}
