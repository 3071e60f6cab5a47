using PathAlign.Contracts.Manifests;
using PathAlign.Evaluator.Comparison;
using PathAlign.Rounds;

namespace PathAlign.Evaluator.Reports;

/// <summary>The result of a round, as stored in report.json.</summary>
public sealed record RoundReport
{
    /// <summary>The version of this shape.</summary>
    public const int CurrentSchema = 2;

    /// <summary>The version of this shape.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The round.</summary>
    public required string RoundId { get; init; }

    /// <summary>Its place in the loop.</summary>
    public required int Number { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The real tiles.</summary>
    public required string Data { get; init; }

    /// <summary>Whether any rater was a program.</summary>
    public required bool SimulatedRaters { get; init; }

    /// <summary>Images on each side.</summary>
    public required int ImagesPerSide { get; init; }

    /// <summary>
    /// Attempts to draw images after the first ones. Of the attempts of an image, the one was rated that the reward
    /// model of the side's adapter finds most plausible.
    /// </summary>
    public int DrawnAgain { get; init; }

    /// <summary>Before, after and change, with intervals.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>Changes per class.</summary>
    public required IReadOnlyList<ClassChange> Classes { get; init; }

    /// <summary>Faults that raters marked, before and after.</summary>
    public required IReadOnlyList<FaultChange> Faults { get; init; }

    /// <summary>
    /// Fréchet distance over all of the judge's features, before and after: no interval, since it needs more images
    /// than features.
    /// </summary>
    public required IReadOnlyList<double> FrechetAllFeatures { get; init; }

    /// <summary>Authenticity of real tiles that no training used: the limit for the images.</summary>
    public double UnseenAuthenticity { get; init; }

    /// <summary>
    /// The weight of each rater when the reward was learned; missing in reports of versions without rater weights.
    /// </summary>
    public IReadOnlyList<RaterWeight> Raters { get; init; } = [];

    /// <summary>The decision.</summary>
    public required bool Promoted { get; init; }

    /// <summary>The reasons for a rejection.</summary>
    public required IReadOnlyList<string> Objections { get; init; }

    /// <summary>The adapter.</summary>
    public required string AdapterKey { get; init; }

    /// <summary>The plan.</summary>
    public required string PlanKey { get; init; }

    /// <summary>The ratings that decided.</summary>
    public required string RatingsKey { get; init; }

    /// <summary>The self-contained HTML page.</summary>
    public string? HtmlKey { get; init; }

    /// <summary>The grid of before and after.</summary>
    public string? GridKey { get; init; }
}
