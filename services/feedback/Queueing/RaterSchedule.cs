using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// What stands at each place of a rater's reading, from 1: an image, a control, or a repeat of an earlier place. The
/// set's secret decides it, so that nobody else can compute it.
/// </summary>
internal sealed class RaterSchedule(Blind blind, string rater, ReadingStudy? study)
{
    /// <summary>Minimum number of places between an image and its repeat.</summary>
    internal const int RepeatGap = 10;

    private static readonly Slot Image = new(ItemRole.Study, 0);
    private readonly List<Slot> _slots = [];
    private readonly List<int> _repeatable = [];   // places of images that are far enough behind and not repeated
    private readonly Queue<int> _controls = new(
        Enumerable.Range(0, study?.Controls.Count ?? 0)
            .OrderBy(index => blind.Id("control-order", rater, $"{index}"), StringComparer.Ordinal));

    /// <summary>What stands at a place; an image, if the item of the plan cannot be shown.</summary>
    internal Slot At(int place)
    {
        while (_slots.Count < place) _slots.Add(Next(_slots.Count + 1));
        return _slots[place - 1];
    }

    /// <summary>How many places from this one on show the next images of the order.</summary>
    internal int ImagesFrom(int place, int most) =>
        1 + Enumerable.Range(place + 1, most - 1).TakeWhile(p => At(p) == Image).Count();

    private Slot Next(int place)
    {
        if (study is not { Hides: true }) return Image;
        if (place > RepeatGap && _slots[place - RepeatGap - 1] == Image) _repeatable.Add(place - RepeatGap);
        var draw = blind.Chance("place", rater, $"{place}");
        if (draw < study.RepeatShare) return Repeat(place);
        return draw < study.RepeatShare + study.ControlShare && _controls.TryDequeue(out var index)
            ? new Slot(ItemRole.Control, index)
            : Image;
    }

    private Slot Repeat(int place)
    {
        if (_repeatable.Count == 0) return Image;
        var chosen = (int)(blind.Number("repeat", rater, $"{place}") % (ulong)_repeatable.Count);
        var earlier = _repeatable[chosen];
        _repeatable.RemoveAt(chosen);
        return new Slot(ItemRole.Repeat, earlier);
    }
}

/// <summary>What stands at a place.</summary>
/// <param name="Role">The role of the item.</param>
/// <param name="Number">The number of the control, or the place that is repeated.</param>
internal readonly record struct Slot(ItemRole Role, int Number);
