using PathAlign.Contracts.Datasets;
using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Records;

/// <summary>Collects the latest rating of each rater and item.</summary>
internal sealed class Readings(FeedbackCollections store)
{
    /// <summary>
    /// All ratings of a round, by people and programs, in the order in which they were given, and the description of
    /// its images; null for an unknown round.
    /// </summary>
    internal async Task<(DatasetDescription Dataset, IReadOnlyList<Reading> Readings)?> OfRoundAsync(
        string roundId, CancellationToken cancel)
    {
        var (dataset, readings) = ((DatasetDescription?)null, new List<Reading>());
        await foreach (var (setId, set) in store.Sets.AllAsync([Condition.Is("roundId", roundId)], null, cancel))
        {
            dataset ??= set.Dataset;
            readings.AddRange(await OfSetAsync(setId, cancel));
        }
        // Ratings of one import share their time; what they are of stays the same when a rater is erased.
        return dataset is null
            ? null
            : (dataset,
                readings.OrderBy(r => r.Rating.RatedAt).ThenBy(r => r.Rating.ImageId, StringComparer.Ordinal).ToList());
    }

    /// <summary>All ratings of a set, by people and programs.</summary>
    internal async Task<IReadOnlyList<Reading>> OfSetAsync(string setId, CancellationToken cancel)
    {
        var labels = new Dictionary<string, int>();
        await foreach (var (id, image) in store.Images.AllAsync([Condition.Is("setId", setId)], null, cancel))
            labels[id] = image.Label;
        var (repeats, decisions) = (
            labels.Keys.ToDictionary(Presentation.RepeatIdOf), labels.Keys.ToDictionary(Presentation.DecisionIdOf));
        var study = await store.Studies.GetAsync(setId, cancel);
        var controls = (study?.Controls ?? []).Index().ToDictionary(c => ControlTile.IdOf(setId, c.Index), c => c.Item);

        var latest = new Dictionary<(string, string), StoredRating>();
        await foreach (var (_, rating) in store.Ratings.AllAsync([Condition.Is("setId", setId)], null, cancel))
            if (
                !rating.Late
                    && !rating.Held
                    && (
                        !latest.TryGetValue((rating.ImageId, rating.Rater), out var known)
                            || known.Revision < rating.Revision))
                latest[(rating.ImageId, rating.Rater)] = rating;
        return [.. latest.Values.Select(rating => rating.Role switch
        {
            ItemRole.Repeat => new Reading(rating, labels[repeats[rating.ImageId]], RepeatOf: repeats[rating.ImageId]),
            ItemRole.Control =>
                new Reading(
                    rating,
                    controls[rating.ImageId].Label,
                    ControlPlausible: controls[rating.ImageId].Plausible),
            ItemRole.Decision =>
                new Reading(rating, labels[decisions[rating.ImageId]], DecisionOn: decisions[rating.ImageId]),
            _ => new Reading(rating, labels[rating.ImageId]),
        })];
    }
}
