namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>A way to tell items apart: gives each item a score; the higher one is named.</summary>
/// <param name="Name">What it uses.</param>
/// <param name="Score">The score of each item of a study, in its order.</param>
internal sealed record Guesser(string Name, Func<SeenStudy, IReadOnlyList<double>> Score)
{
    /// <summary>A guesser that looks at one item at a time.</summary>
    internal static Guesser Each(string name, Func<SeenItem, double> score) =>
        new(name, study => [.. study.Items.Select(score)]);

    public override string ToString() => Name;
}
