using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Records;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Blinding;

/// <summary>
/// Makes and finds the secrets of sets. The first one that is stored for a set is the only one, whichever process made
/// it; a set of an earlier version gets one when it is needed.
/// </summary>
public sealed class Blinds(FeedbackCollections store)
{
    private const int KeyBytes = 32, MostRemembered = 4096;
    private readonly ConcurrentDictionary<string, Blind> _blinds = new();
    private readonly ConcurrentDictionary<string, string> _sets = new();

    /// <summary>
    /// The secret of a set that is opened: random, or, for simulated raters, from the plan's seed, so that a simulated
    /// round can be repeated.
    /// </summary>
    internal Task<Blind> OpenAsync(string setId, RoundPlan plan, CancellationToken cancel) =>
        plan.Rating.SimulatedRaters
            ? MakeAsync(setId, SHA256.HashData(Encoding.UTF8.GetBytes($"blind\n{plan.Seed}\n{setId}")), true, cancel)
            : OfAsync(setId, cancel);

    /// <summary>What is keyed by the secret of the set.</summary>
    internal Task<Blind> OfAsync(string setId, CancellationToken cancel) =>
        _blinds.TryGetValue(setId, out var known)
            ? Task.FromResult(known)
            : MakeAsync(setId, RandomNumberGenerator.GetBytes(KeyBytes), false, cancel);

    /// <summary>What seals cursors.</summary>
    internal Task<Blind> OfCursorsAsync(CancellationToken cancel) => OfAsync("cursors", cancel);

    /// <summary>A rating as its rater sees it.</summary>
    internal async Task<Rating> ShowAsync(StoredRating rating, CancellationToken cancel) =>
        rating.ToRating(await ItemIdAsync(rating, cancel));

    /// <summary>
    /// The id by which the rater knows what was rated. Earlier versions stored none, or the image's own.
    /// </summary>
    internal async Task<string> ItemIdAsync(StoredRating rating, CancellationToken cancel) =>
        rating.ItemId is { } itemId && itemId != rating.ImageId
            ? itemId
            : (await OfAsync(rating.SetId, cancel)).ItemId(rating.Rater, rating.ImageId);

    /// <summary>The set that raters know by this id; null if there is none.</summary>
    internal async Task<string?> SetIdAsync(string shownAs, CancellationToken cancel)
    {
        if (_sets.TryGetValue(shownAs, out var known)) return known;
        var found = await store.Secrets.FirstAsync([Condition.Is("shownAs", shownAs)], cancel);
        return found is null ? null : Remember(_sets, shownAs, found.Id);
    }

    private async Task<Blind> MakeAsync(string setId, byte[] key, bool seeded, CancellationToken cancel)
    {
        if (await store.Secrets.GetAsync(setId, cancel) is { } there) return Remember(_blinds, setId, new Blind(there));
        var secret = new SetSecret { Key = Convert.ToBase64String(key), Seeded = seeded, ShownAs = "" };
        secret = secret with { ShownAs = new Blind(secret).SetId };
        if (!await store.Secrets.AddAsync(setId, secret, cancel))
            secret = (await store.Secrets.GetAsync(setId, cancel))!;
        return Remember(_blinds, setId, new Blind(secret));
    }

    private static T Remember<T>(ConcurrentDictionary<string, T> known, string id, T value)
    {
        if (known.Count >= MostRemembered) known.Clear();   // they can be read again
        return known.GetOrAdd(id, value);
    }
}
