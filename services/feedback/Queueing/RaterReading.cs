using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>One rater's reading of a set: which images come in which order, and what is hidden among them.</summary>
internal sealed record RaterReading(
    string SetId, string Rater, RaterOrder Order, RaterSchedule Schedule, Blind Blind, ReadingStudy? Study)
{
    /// <summary>Finds the presentations of this reading.</summary>
    internal Condition[] Conditions => [Condition.Is("setId", SetId), Condition.Is("rater", Rater)];

    /// <summary>The orientation of a repeat: another one than the first time.</summary>
    internal int TurnOfRepeat(string repeatId, string side, int first) =>
        Turns.Other(first, Blind.Number("turn", Rater, repeatId, side));
}
