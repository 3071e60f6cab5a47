using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// The places of one rater's reading of a set, numbered from 1. Seed, rater and place decide what stands at a place.
/// </summary>
internal sealed record RaterPlaces(string SetId, RatingSet Set, string Rater, ReadingStudy? Study)
{
    /// <summary>Finds the presentations of this reading.</summary>
    internal Condition[] Conditions => [Condition.Is("setId", SetId), Condition.Is("rater", Rater)];

    /// <summary>Whether the reading hides items; then ids must not say what they stand for.</summary>
    internal bool Hides => Study is { Hides: true };

    /// <summary>The id by which the rater knows the item at a place.</summary>
    internal string OpaqueId(int place) => Fingerprint.Of("item", SetId, Rater, $"{place}");

    /// <summary>What stands at a place.</summary>
    internal ItemRole RoleAt(int place)
    {
        if (!Hides) return ItemRole.Study;
        var draw = Chance(place, 0);
        if (draw < Study!.RepeatShare) return ItemRole.Repeat;
        return draw < Study.RepeatShare + Study.ControlShare ? ItemRole.Control : ItemRole.Study;
    }

    /// <summary>How many places from this one on show the next images of the order.</summary>
    internal int PlainPlaces(int place, int most) =>
        1 + Enumerable.Range(place + 1, most - 1).TakeWhile(p => RoleAt(p) == ItemRole.Study).Count();

    /// <summary>A number in [0, 1).</summary>
    internal double Chance(int place, int number) =>
        Convert.ToUInt32(
            Fingerprint.Of("place", SetId, $"{Study!.Seed}", Rater, $"{place}", $"{number}")[..8], 16)
            / (double)(1UL << 32);
}
