using PathAlign.Feedback.Records;
using PathAlign.Files;

namespace PathAlign.Feedback.Exchange;

/// <summary>Requires for each changed rating the one before it, in the file or in the store.</summary>
internal sealed class Revisions(FeedbackCollections store)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Dictionary<UInt128, (string Place, int Revision)> _missing = [];

    internal async Task AddAsync(string place, StoredRating rating, CancellationToken cancel)
    {
        var id = StoredRating.NumberOf(rating.Id);
        _seen.Add(id);
        _missing.Remove(id);
        if (rating.Revision == 0) return;
        var before = StoredRating.IdOf(rating.ImageId, rating.Rater, rating.Revision - 1);
        if (!_seen.Contains(StoredRating.NumberOf(before)) && !await store.Ratings.ExistsAsync(before, cancel))
            _missing[StoredRating.NumberOf(before)] = (place, rating.Revision - 1);
    }

    /// <exception cref="InvalidInputException">A rating before a changed one is missing.</exception>
    internal void RequireComplete()
    {
        foreach (var (place, revision) in _missing.Values)
            throw new InvalidInputException(
                PlacedLine.Source,
                place,
                $"revision: expected revision {revision} in the file or in the store, found neither");
    }
}
