namespace PathAlign.Statistics.Agreement;

/// <summary>Something that observers judged, once or several times each.</summary>
/// <param name="Said">Who gave which answer, both counted from 0.</param>
/// <param name="Classes">Of each true class the probability: where the estimate begins, or the truth.</param>
/// <param name="Known">Whether the class is known: then <paramref name="Classes"/> stay as they are.</param>
public sealed record JudgedThing(
    IReadOnlyList<(int Observer, int Answer)> Said, IReadOnlyList<double> Classes, bool Known = false);
