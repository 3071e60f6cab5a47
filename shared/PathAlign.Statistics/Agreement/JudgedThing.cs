namespace PathAlign.Statistics.Agreement;

/// <summary>Something that observers judged, once or several times each.</summary>
/// <param name="Said">The observer and the answer of each judgement, both counted from 0.</param>
/// <param name="Classes">The probability of each true class: the start of the estimate, or the truth.</param>
/// <param name="Known">Whether the class is known: then <paramref name="Classes"/> do not change.</param>
public sealed record JudgedThing(
    IReadOnlyList<(int Observer, int Answer)> Said, IReadOnlyList<double> Classes, bool Known = false);
