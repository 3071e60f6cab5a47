using System.Globalization;
using PathAlign.Contracts.Plans;
using PathAlign.Statistics;

namespace PathAlign.Evaluator.Rounds;

/// <summary>The two sides of a comparison.</summary>
internal static class ImageArms
{
    internal const string Before = "before", After = "after";

    /// <summary>An id that does not tell a rater which side an image is of.</summary>
    internal static string Opaque(RoundPlan plan, string arm, int place) =>
        "e-" + new CounterRandom(plan.Seed, (ulong)place, arm == After ? 2UL : 1UL).Next()
            .ToString("x16", CultureInfo.InvariantCulture);
}
