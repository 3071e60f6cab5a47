using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Reviews;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Ratings;

/// <summary>Reads how far the ratings of a round are, and what its sets wait for.</summary>
public sealed class RoundRatings
{
    private readonly FeedbackCollections _store;
    private readonly FreezeRatings _freeze;
    private readonly Disputes _disputes;
    private readonly Blinds _blinds;

    internal RoundRatings(FeedbackCollections store, FreezeRatings freeze, Disputes disputes, Blinds blinds) =>
        (_store, _freeze, _disputes, _blinds) = (store, freeze, disputes, blinds);

    /// <summary>The progress of a round's ratings; null if none of its images were queued.</summary>
    public Task<RoundProgress?> OfAsync(string roundId, CancellationToken cancel) =>
        OfAsync(roundId, blind: false, cancel);

    /// <summary>The progress of a round's ratings; null if none of its images were queued.</summary>
    /// <param name="roundId">The round.</param>
    /// <param name="blind">Whether the counts of sets that are not frozen are hidden.</param>
    /// <param name="cancel">Stops.</param>
    internal async Task<RoundProgress?> OfAsync(string roundId, bool blind, CancellationToken cancel)
    {
        var sets = new List<SetProgress>();
        foreach (var (id, set) in await _store.SetsOfAsync(roundId, cancel))
        {
            var progress = Uncounted((await _blinds.OfAsync(id, cancel)).SetId, set);
            // The counts rise with images alone: beside a rating, they would tell an image from a repeat or a control.
            var hidden = blind && set.State != SetState.Frozen;
            sets.Add(hidden ? progress : await CountedAsync(progress, id, set, cancel));
        }
        return sets.Count > 0 ? new RoundProgress(roundId, sets) : null;
    }

    private static SetProgress Uncounted(string shownAs, RatingSet set) => new(
        shownAs,
        Lower(set.Purpose),
        Lower(set.State),
        set.Images,
        set.Wanted,
        Rated: null,
        set.RatersPerImage,
        set.RatingsKey,
        Ratings: null,
        Disputed: null,
        set.State == SetState.Open ? "ratings" : null);

    private async Task<SetProgress> CountedAsync(
        SetProgress uncounted, string id, RatingSet set, CancellationToken cancel)
    {
        var rated = await _freeze.RatedAsync(id, cancel);
        var ratings = set.Quorum?.Count
            ?? await _store.Ratings.CountAsync(
                [
                    Condition.Is("setId", id),
                    Condition.Is("role", nameof(ItemRole.Study)),
                    Condition.Is("revision", 0L),
                ],
                cancel);
        var disputed = set.State == SetState.Open ? (await _disputes.OpenAsync(id, set, cancel)).Count : 0;
        return uncounted with
        {
            Rated = rated,
            Ratings = ratings,
            Disputed = disputed,
            Waits = set.State == SetState.Open ? WaitsFor(set.Wanted - rated, set.Wanted, disputed) : null,
        };
    }

    private static string WaitsFor(long unrated, int wanted, int disputed)
    {
        string[] waits =
        [
            .. unrated > 0 ? [$"{unrated} of {wanted} images wait for ratings"] : Array.Empty<string>(),
            .. disputed switch
            {
                0 => Array.Empty<string>(),
                1 => ["1 dispute waits for a reviewer"],
                _ => [$"{disputed} disputes wait for a reviewer"],
            },
        ];
        return waits.Length > 0 ? string.Join(", ", waits) : "the last rating may still be changed";
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
