using PathAlign.Statistics;

namespace PathAlign.Evaluator.Reports;

/// <summary>One class before and after.</summary>
/// <param name="Code">The class.</param>
/// <param name="PlausibleBefore">Plausible share before, Wilson's interval.</param>
/// <param name="PlausibleAfter">Plausible share after.</param>
/// <param name="F1Before">F1 by the judge before.</param>
/// <param name="F1After">F1 by the judge after.</param>
public sealed record ClassChange(
    string Code, Interval PlausibleBefore, Interval PlausibleAfter, double F1Before, double F1After);

/// <summary>How often raters marked a criterion as wrong.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Before">Images before.</param>
/// <param name="After">Images after.</param>
public sealed record FaultChange(string Criterion, int Before, int After);
