namespace PathAlign.Feedback.Ratings;

/// <summary>A step of the scale on which an image is judged.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Name">As requests name it.</param>
/// <param name="Label">As raters read it.</param>
/// <param name="Plausibility">0 to 1; high means plausible.</param>
internal sealed record VerdictLevel(Verdict Verdict, string Name, string Label, double Plausibility)
{
    private static readonly VerdictLevel[] Five =
    [
        new(Verdict.Implausible, "implausible", "Implausible", 0),
        new(Verdict.RatherImplausible, "rather-implausible", "Rather implausible", 0.25),
        new(Verdict.Unsure, "unsure", "Unsure", 0.5),
        new(Verdict.RatherPlausible, "rather-plausible", "Rather plausible", 0.75),
        new(Verdict.Plausible, "plausible", "Plausible", 1),
    ];

    private static readonly VerdictLevel[] Three = [Five[0], Five[2], Five[4]];

    /// <summary>The steps, from implausible to plausible.</summary>
    internal static IReadOnlyList<VerdictLevel> Of(int steps) => steps == 3 ? Three : Five;

    /// <summary>The step of that verdict.</summary>
    internal static VerdictLevel Of(Verdict verdict) => Five.Single(level => level.Verdict == verdict);
}
