namespace PathAlign.Feedback.Records;

/// <summary>A step of the scale for images or for pairs.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Name">The name in requests.</param>
/// <param name="Label">The text that raters see.</param>
/// <param name="Plausibility">0 to 1; high means plausible or, for a pair, that the right image is more
/// plausible.</param>
/// <param name="OfPair">Whether the step is for pairs.</param>
internal sealed record VerdictLevel(
    Verdict Verdict, string Name, string Label, double Plausibility, bool OfPair = false)
{
    private static readonly VerdictLevel[] Images =
    [
        new(Verdict.Implausible, "implausible", "Implausible", 0),
        new(Verdict.RatherImplausible, "rather-implausible", "Rather implausible", 0.25),
        new(Verdict.Unsure, "unsure", "Unsure", 0.5),
        new(Verdict.RatherPlausible, "rather-plausible", "Rather plausible", 0.75),
        new(Verdict.Plausible, "plausible", "Plausible", 1),
    ];

    private static readonly VerdictLevel[] Pairs =
    [
        new(Verdict.Left, "left", "Left", 0, OfPair: true),
        new(Verdict.RatherLeft, "rather-left", "Rather left", 0.25, OfPair: true),
        new(Verdict.Alike, "alike", "Alike", 0.5, OfPair: true),
        new(Verdict.RatherRight, "rather-right", "Rather right", 0.75, OfPair: true),
        new(Verdict.Right, "right", "Right", 1, OfPair: true),
    ];

    /// <summary>The steps, from implausible to plausible, or from left to right.</summary>
    internal static IReadOnlyList<VerdictLevel> Of(int steps, bool ofPair)
    {
        var all = ofPair ? Pairs : Images;
        return steps == 3 ? [all[0], all[2], all[4]] : all;
    }

    /// <summary>The step of this verdict.</summary>
    internal static VerdictLevel Of(Verdict verdict) => Images.Concat(Pairs).Single(level => level.Verdict == verdict);

    /// <summary>The step with this name; null if there is none.</summary>
    internal static VerdictLevel? Named(string name) =>
        Images.Concat(Pairs).FirstOrDefault(level => level.Name == name);
}
