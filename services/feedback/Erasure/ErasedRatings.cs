using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Rounds;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Erasure;

/// <summary>
/// Moves a person's ratings and presentations to the pseudonym. Their ids change, so each is stored anew before the old
/// one goes. The new one is held back until then: at no moment does a rating count twice, and after a crash the next
/// pass continues.
/// </summary>
internal sealed class ErasedRatings(
    FeedbackCollections store, Blinds blinds, SettleRating settle, RatingCounts counts)
{
    /// <summary>
    /// Moves everything and remembers the ids. Returns the number of moved ratings and presentations.
    /// </summary>
    internal async Task<(int Ratings, int Presentations)> MoveAsync(Erased person, CancellationToken cancel)
    {
        var (ratings, items) = (0, 0);
        await foreach (var rating in store.Ratings.AllAsync([Condition.Is("rater", person.Name)], null, cancel))
        {
            await MoveAsync(rating, person, cancel);
            ratings++;
        }
        await foreach (var rating in store.Ratings.AllAsync([Condition.Is("rater", person.Pseudonym)], null, cancel))
        {
            await SettleAsync(rating.Value, cancel);
            person.Remember(rating.Value, await blinds.OfAsync(rating.Value.SetId, cancel));
        }
        await foreach (
            var item in store.Presentations.AllAsync([Condition.Is("rater", person.Name)], null, cancel))
        {
            var moved = person.Of(item.Value, await blinds.OfAsync(item.Value.SetId, cancel));
            await store.Presentations.AddAsync(moved.Id, moved, cancel);
            await store.Presentations.DeleteAsync(item, cancel);
            items++;
        }
        await RenameCountsAsync(person, cancel);
        return (ratings, items);
    }

    private async Task MoveAsync(Stored<StoredRating> rating, Erased person, CancellationToken cancel)
    {
        for (var last = rating; last is not null; last = await store.Ratings.ReadAsync(rating.Id, cancel))
        {
            var moved = person.Of(last.Value, await blinds.OfAsync(last.Value.SetId, cancel));
            var held = moved with { Held = true };
            if (!await store.Ratings.AddAsync(moved.Id, held, cancel))
                await store.Ratings.UpdateAsync(moved.Id, there => there.Held ? held : null, cancel);
            if (await store.Ratings.DeleteAsync(last, cancel)) return;   // false: it was announced meanwhile
        }
    }

    // An import of an earlier version that was interrupted is held for good, but none of its ratings is a moved one.
    private async Task SettleAsync(StoredRating rating, CancellationToken cancel)
    {
        if (!rating.Held) return;
        await store.Ratings.UpdateAsync(rating.Id, r => r.Held ? r with { Held = false } : null, cancel);
        if (await store.Sets.GetAsync(rating.SetId, cancel) is { State: SetState.Open } set)
            await settle.RecountAsync(rating, set, cancel);
    }

    private async Task RenameCountsAsync(Erased person, CancellationToken cancel)
    {
        var byRound = new Dictionary<string, List<string>>();
        await foreach (var (_, rating) in store.Ratings.AllAsync(
            [Condition.Is("rater", person.Pseudonym)], null, cancel))
        {
            if (!byRound.TryGetValue(rating.Event.RoundId, out var images))
                byRound[rating.Event.RoundId] = images = [];
            if (rating.Revision == 0) images.Add(rating.ImageId);
        }
        foreach (var (roundId, images) in byRound)
            await counts.RenameAsync(roundId, images, person.Name, person.Pseudonym, cancel);
    }
}
