using System.Globalization;
using PathAlign.Statistics;

namespace PathAlign.Evaluator.Comparison;

/// <summary>
/// Decides whether an adapter becomes the champion: plausibility must rise, and no quality figure may fall, each judged
/// by its whole interval. No single class may get worse, even if the others improve. Authenticity falls as images come
/// nearer to tissue, so it is not compared with the value before, but with that of real tiles that no training used:
/// images below it are copies.
/// </summary>
public static class PromotionGate
{
    private static readonly string[] _mayNotFall =
    [
        FigureNames.MacroF1,
        FigureNames.Frechet,
        FigureNames.Recall,
        FigureNames.Coverage,
    ];

    /// <summary>The objections to a promotion; empty if there are none.</summary>
    /// <param name="figures">The figures before and after.</param>
    /// <param name="classes">Changes of single classes; higher is better, and none may fall.</param>
    /// <param name="unseenAuthenticity">Authenticity of real tiles that no training used.</param>
    public static IReadOnlyList<string> Objections(
        IReadOnlyList<Figure> figures, IReadOnlyList<(string name, Interval change)> classes, double unseenAuthenticity)
    {
        Figure Of(string name) => figures.Single(f => f.Name == name);
        var plausible = Of(FigureNames.Plausible);
        var objections = new List<string>();
        if (!plausible.IsBetter) objections.Add($"{plausible.Name} is not clearly higher: change {plausible.Change}");
        foreach (var figure in _mayNotFall.Select(Of))
        {
            if (double.IsNaN(figure.Change.Low) || double.IsNaN(figure.Change.High))
                objections.Add($"{figure.Name} could not be measured: change {figure.Change}");
            else if (figure.IsWorse) objections.Add($"{figure.Name} is worse: change {figure.Change}");
        }
        objections.AddRange(classes.Where(c => c.change.High < 0).Select(c => $"{c.name} is worse: change {c.change}"));
        var authenticity = Of(FigureNames.Authenticity).After;
        if (!(authenticity.High >= unseenAuthenticity))
            objections.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"images lie closer to training tiles than unseen real tiles do: authenticity {authenticity}, " +
                        $"of unseen real tiles {unseenAuthenticity:f3}"));
        return objections;
    }
}
