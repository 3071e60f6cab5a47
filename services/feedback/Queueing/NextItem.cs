using System.Collections.Concurrent;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Storage;
using PathAlign.Feedback.Study;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Queueing;

/// <summary>
/// Decides what stands at a rater's next place: mostly the next image of the rater's order that still needs raters, at the
/// study's rates a repeat or a control. Seed, rater and place decide, so the same reading would be drawn again.
/// </summary>
internal sealed class NextItem(IDocumentStore store, Reservations reservations, TimeProvider time)
{
    /// <summary>So many places at least lie between an image and its repeat.</summary>
    internal const int RepeatGap = 10;

    private const int RepeatTries = 8;
    private readonly ConcurrentDictionary<string, ReadingStudy> _studies = new();

    /// <summary>The next item, recorded; null when nothing is left.</summary>
    internal async Task<Presentation?> DrawAsync(string setId, RatingSet set, string rater, RaterOrder order, CancellationToken cancel)
    {
        var study = await StudyAsync(setId, cancel);
        var place = (int)await store.CountAsync(FeedbackCollections.Presentations, OfRater(setId, rater), cancel) + 1;
        while (true)
        {
            var drawn = await HiddenAsync(setId, study, rater, place, cancel) ?? await NextImageAsync(setId, set, study, rater, place, order, cancel);
            if (drawn is null) return null;
            if (await store.AddAsync(FeedbackCollections.Presentations, drawn.Id, drawn, cancel)) return drawn;
            var reopened = await store.ChangeAsync<Presentation>(FeedbackCollections.Presentations, drawn.Id, p => p.Open ? null : p with { Open = true, SkippedAt = 0 }, cancel);
            if (reopened is not null) return reopened;   // it had left the desk, and is free again
            place++;                                     // another process drew for this rater at the same time
        }
    }

    private async Task<Presentation?> NextImageAsync(string setId, RatingSet set, ReadingStudy? study, string rater, int place, RaterOrder order, CancellationToken cancel)
    {
        for (var i = 0; order.At(i) is { } id; i++)
        {
            if (!reservations.MayBeFree(id)) continue;
            var image = await store.ReadAsync<QueuedImage>(FeedbackCollections.Images, id, cancel);
            if (image is not { State: ImageState.Queued }) reservations.NeedsNobody(id);
            if (image is not { State: ImageState.Queued } || await store.GetAsync(FeedbackCollections.Ratings, StoredRating.IdOf(id, rater), cancel) is not null)
            {
                order.RemoveAt(i--);
                continue;
            }
            if (await store.ReadAsync<Presentation>(FeedbackCollections.Presentations, Presentation.IdOf(rater, id), cancel) is { Open: true }) continue;
            if (!await reservations.TakeAsync(id, rater, set.RatersPerImage, cancel)) continue;
            var itemId = study is { Hides: true } ? OpaqueId(setId, rater, place) : id;
            return New(setId, rater, place, itemId, ItemRole.Study, id, image.Label, image.Key) with { RightKey = image.RightKey, Sides = image.Sides };
        }
        return null;
    }

    private async Task<Presentation?> HiddenAsync(string setId, ReadingStudy? study, string rater, int place, CancellationToken cancel)
    {
        if (study is not { Hides: true }) return null;
        var draw = Chance(setId, study.Seed, rater, place, 0);
        if (draw < study.RepeatShare) return await RepeatAsync(setId, study, rater, place, cancel);
        return draw < study.RepeatShare + study.ControlShare ? await ControlAsync(setId, study, rater, place, cancel) : null;
    }

    private async Task<Presentation?> RepeatAsync(string setId, ReadingStudy study, string rater, int place, CancellationToken cancel)
    {
        for (var t = 1; t <= RepeatTries && place > RepeatGap; t++)
        {
            var earlier = 1 + (int)(Chance(setId, study.Seed, rater, place, t) * (place - RepeatGap));
            await foreach (var (_, first) in store.AllAsync<Presentation>(FeedbackCollections.Presentations, [.. OfRater(setId, rater), Condition.Is("place", (long)earlier)], null, cancel))
            {
                if (first.Role != ItemRole.Study || await store.GetAsync(FeedbackCollections.Ratings, StoredRating.IdOf(first.ImageId, rater), cancel) is null) continue;
                var repeatId = Presentation.RepeatIdOf(first.ImageId);
                if (await store.GetAsync(FeedbackCollections.Presentations, Presentation.IdOf(rater, repeatId), cancel) is not null) continue;
                // A pair changes its sides: who always takes the same one agrees with nobody, least with themselves.
                return New(setId, rater, place, OpaqueId(setId, rater, place), ItemRole.Repeat, repeatId, first.Label, first.RightKey ?? first.Key) with
                {
                    RepeatOf = first.ImageId,
                    RightKey = first.RightKey is null ? null : first.Key,
                    Sides = first.Sides?.Swapped,
                };
            }
        }
        return null;
    }

    private async Task<Presentation?> ControlAsync(string setId, ReadingStudy study, string rater, int place, CancellationToken cancel)
    {
        var seen = (int)await store.CountAsync(FeedbackCollections.Presentations, [.. OfRater(setId, rater), Condition.Is("role", nameof(ItemRole.Control))], cancel);
        if (seen >= study.Controls.Count) return null;
        var index = Enumerable.Range(0, study.Controls.Count).OrderBy(i => Fingerprint.Of("control-order", setId, rater, $"{i}"), StringComparer.Ordinal).ElementAt(seen);
        var control = study.Controls[index];
        return New(setId, rater, place, OpaqueId(setId, rater, place), ItemRole.Control, ControlTile.IdOf(setId, index), control.Label, control.Key) with { RightKey = control.RightKey };
    }

    private Presentation New(string setId, string rater, int place, string itemId, ItemRole role, string imageId, int label, string key) => new()
    {
        SetId = setId,
        Rater = rater,
        Place = place,
        ItemId = itemId,
        Role = role,
        ImageId = imageId,
        Label = label,
        Key = key,
        ShownAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Open = true,
    };

    private async Task<ReadingStudy?> StudyAsync(string setId, CancellationToken cancel)
    {
        if (_studies.TryGetValue(setId, out var known)) return known;
        var study = await store.ReadAsync<ReadingStudy>(FeedbackCollections.Studies, setId, cancel);
        return study is null ? null : _studies.GetOrAdd(setId, study);
    }

    private static Condition[] OfRater(string setId, string rater) => [Condition.Is("setId", setId), Condition.Is("rater", rater)];

    private static string OpaqueId(string setId, string rater, int place) => Fingerprint.Of("item", setId, rater, $"{place}");

    /// <summary>A number in [0, 1) that seed, rater and place decide.</summary>
    private static double Chance(string setId, ulong seed, string rater, int place, int number) =>
        Convert.ToUInt32(Fingerprint.Of("place", setId, $"{seed}", rater, $"{place}", $"{number}")[..8], 16) / (double)(1UL << 32);
}
