namespace PathAlign.Evaluator.Comparison;

/// <summary>
/// Decides whether an adapter becomes the champion: plausibility has to be up, and nothing that tells of ruin may be worse,
/// each by its interval, not by its point.
/// </summary>
public static class PromotionGate
{
    private static readonly string[] _mayNotFall = [FigureNames.MacroF1, FigureNames.Frechet, FigureNames.Recall, FigureNames.Coverage, FigureNames.Authenticity];

    /// <summary>What speaks against a promotion; nothing when there is nothing.</summary>
    public static IReadOnlyList<string> Objections(IReadOnlyList<Figure> figures)
    {
        Figure Of(string name) => figures.Single(f => f.Name == name);
        var plausible = Of(FigureNames.Plausible);
        var objections = new List<string>();
        if (!plausible.IsBetter) objections.Add($"{plausible.Name} is not clearly higher: change {plausible.Change}");
        foreach (var figure in _mayNotFall.Select(Of))
        {
            if (double.IsNaN(figure.Change.Low) || double.IsNaN(figure.Change.High)) objections.Add($"{figure.Name} could not be measured: change {figure.Change}");
            else if (figure.IsWorse) objections.Add($"{figure.Name} is worse: change {figure.Change}");
        }
        return objections;
    }
}
