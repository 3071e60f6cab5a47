using Microsoft.Extensions.Options;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Reviews;
using PathAlign.Feedback.Settings;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;

namespace PathAlign.Feedback.Study;

/// <summary>
/// What a rater has rated, has to rate, and waits for. Images, repeats and controls count alike, and nothing follows
/// from what others rate: two raters who compare notes learn nothing about an item.
/// </summary>
internal sealed class OwnProgress(
    FeedbackCollections store, Blinds blinds, Disputes disputes, TimeProvider time, IOptions<FeedbackOptions> options)
{
    private readonly DocumentCollection<OnDesk> _desks = store.Presentations.As<OnDesk>();

    /// <summary>In every open set that people, or programs, may rate.</summary>
    internal async Task<StudyList> AllAsync(Rater caller, CancellationToken cancel)
    {
        var studies = new List<StudyProgress>();
        await foreach (var (setId, set) in store.OpenSetsAsync(null, cancel))
            if (caller.Kind == RaterKind.Simulated || !(await blinds.OfAsync(setId, cancel)).IsSeeded)
                studies.Add(await OfAsync(caller, setId, set, cancel));
        return new StudyList(studies);
    }

    internal async Task<StudyProgress> OfAsync(Rater caller, string setId, RatingSet set, CancellationToken cancel)
    {
        var shownAs = (await blinds.OfAsync(setId, cancel)).SetId;
        Condition[] own =
            [Condition.Is("setId", setId), Condition.Is("rater", caller.Name), Condition.Is("revision", 0L)];
        var rated = await store.Ratings.CountAsync(own, cancel);
        if (set.State != SetState.Open) return new StudyProgress(shownAs, rated, 0, 0, 0, null);
        if (caller.Role == RaterRole.Reviewer)
        {
            var disputed = (await disputes.OpenAsync(setId, set, cancel)).Count;
            return new StudyProgress(shownAs, rated, disputed, disputed, 0, null);
        }
        var desks = await _desks.AllAsync(
            [Condition.Is("setId", setId), Condition.Is("open", true)], null, cancel).ToListAsync(cancel);
        var mine = desks.Where(item => item.Value.Rater == caller.Name).ToList();
        return new StudyProgress(
            shownAs,
            rated,
            Math.Max(0, await ItemsAsync(setId, set, cancel) - rated),
            mine.Count,
            mine.Count(item => item.Value.SkippedAt > 0),
            OthersUntil(desks.Select(item => item.Value).Where(item => item.Rater != caller.Name)));
    }

    // Items of all kinds, as many as the rates let expect.
    private async Task<long> ItemsAsync(string setId, RatingSet set, CancellationToken cancel)
    {
        var study = await store.Studies.GetAsync(setId, cancel);
        return (long)Math.Ceiling(set.Wanted / (1 - (study?.RepeatShare ?? 0) - (study?.ControlShare ?? 0)));
    }

    // From when others got their items, of any kind, and not from the reservations: those of images alone end with a
    // rating.
    private DateTimeOffset? OthersUntil(IEnumerable<OnDesk> others)
    {
        var latest = others.Where(item => item.SkippedAt == 0).Select(item => item.ShownAt).DefaultIfEmpty(0).Max();
        var minutes = Math.Ceiling(TimeSpan.FromMilliseconds(latest).TotalMinutes) + options.Value.ReservationMinutes;
        var until = DateTimeOffset.UnixEpoch.AddMinutes(minutes);
        return until > time.GetUtcNow() ? until : null;
    }

    /// <summary>The only fields of a <see cref="Presentation"/> that are read here.</summary>
    private sealed record OnDesk(string Rater, long ShownAt, long SkippedAt = 0);
}
