using System.Text.Json;
using PathAlign.Feedback.Records;
using PathAlign.Messaging.Metrics;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Ratings;

/// <summary>
/// Moves the ratings of committed imports into their sets. A set gets those of an import either all before it is
/// frozen, or all afterwards: a set that is being frozen takes them in the freeze itself.
/// </summary>
internal sealed class CommittedImports(FeedbackCollections store, IObjectStore objects, TimeProvider time)
{
    private const int AtOnce = 32; // the stores answer writes together
    private static readonly Condition[] _pending = [Condition.Is("done", false)];

    /// <summary>Moves what may be moved now. Safe to repeat, at any time and by several processes.</summary>
    internal async Task ApplyAsync(Stored<CommittedImport> import, CancellationToken cancel)
    {
        foreach (var setId in import.Value.Waiting)
            if (await store.Sets.GetAsync(setId, cancel) is { State: not SetState.Complete })
                await ApplyAsync(import, setId, cancel);
    }

    /// <summary>Moves every committed import's ratings of a set that is complete and not frozen yet.</summary>
    internal async Task ApplyToAsync(string setId, CancellationToken cancel)
    {
        await foreach (var import in PendingAsync(cancel))
            if (import.Value.Waiting.Contains(setId))
                await ApplyAsync(import, setId, cancel);
    }

    /// <summary>The imports with sets that wait for their ratings.</summary>
    internal IAsyncEnumerable<Stored<CommittedImport>> PendingAsync(CancellationToken cancel) =>
        store.Imports.AllAsync(_pending, null, cancel);

    private async Task ApplyAsync(Stored<CommittedImport> import, string setId, CancellationToken cancel)
    {
        var path = await objects.GetFileAsync(import.Value.RatingsKey, cancel);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(File.ReadLinesAsync(path, cancel), options, async (line, stop) =>
        {
            var rating = JsonSerializer.Deserialize<StoredRating>(line, JsonSerializerOptions.Web)!;
            if (rating.SetId == setId) await StoreAsync(rating, stop);
        });
        await store.Imports.UpdateAsync(import.Id, i =>
        {
            string[] waiting = [.. i.Waiting.Where(s => s != setId)];
            return i with
            {
                Waiting = waiting,
                Done = waiting.Length == 0,
                DoneAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            };
        }, cancel);
    }

    // A rating that its rater gave here in the meantime stays, and only its rater changes it.
    private async Task StoreAsync(StoredRating rating, CancellationToken cancel)
    {
        if (await store.ChangesRatingMadeHereAsync(rating, cancel)) return;
        if (await store.Ratings.AddAsync(rating.Id, rating, cancel))
            RoundMetrics.RatingStored(VerdictLevel.Of(rating.Verdict).Name, rating.Simulated);
        else
            await store.Ratings.UpdateAsync(
                rating.Id, r => r.Held ? r with { Held = false, Announced = rating.Announced } : null, cancel);
    }
}
