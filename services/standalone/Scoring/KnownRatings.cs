using PathAlign.Contracts.Events;
using PathAlign.Rounds;
using PathAlign.Standalone.Embedded;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Scoring;

/// <summary>
/// The mean ratings of images in frozen sets, found by an image's content and class. Images that taught a reward model
/// are kept apart: its figures on them say little.
/// </summary>
internal sealed class KnownRatings
{
    private readonly Dictionary<(string Key, string Class), double> _taught = [], _others = [];

    /// <summary>Whether a rater of these ratings is a program.</summary>
    internal bool Simulated { get; private set; }

    /// <summary>Reads the frozen sets of single images.</summary>
    /// <param name="services">The home or the cluster; null for no ratings.</param>
    /// <param name="ratingsKey">The ratings that the reward model learned from.</param>
    /// <param name="cancel">Cancels the operation.</param>
    internal static async Task<KnownRatings> ReadAsync(
        IRoundServices? services, string? ratingsKey, CancellationToken cancel)
    {
        var known = new KnownRatings();
        if (services is null) return known;
        var inputs = new RoundInputs(services.Objects);
        var sets = (await services.JobsAsync(null, null, cancel)).Select(job => job.Input.Read())
            .OfType<FeedbackQuorumReached>();
        foreach (var set in sets)
        {
            var ratings = await inputs.RatingsAsync(set.RatingsKey, cancel);
            if (ratings.Pairs is not null) continue;
            var (plan, means) = (
                await inputs.PlanAsync(set.PlanKey, cancel), MeanRating.ByImage(ratings, RaterWeights.Of(ratings)));
            var ratingsOf = set.RatingsKey == ratingsKey ? known._taught : known._others;
            foreach (var image in (await inputs.ImagesAsync(set.ImagesKey, cancel)).Images)
                if (means.TryGetValue(image.Id, out var mean))
                    ratingsOf[(image.Key, plan.Dataset.Classes[image.Label].Code)] = mean.Plausibility;
            known.Simulated |= set.Simulated;
        }
        return known;
    }

    /// <summary>The mean rating, and whether it taught the reward model; null if the image was not rated.</summary>
    internal (double Plausibility, bool Taught)? Of(string key, string classCode) =>
        _taught.TryGetValue((key, classCode), out var taught) ? (taught, true)
        : _others.TryGetValue((key, classCode), out var other) ? (other, false)
        : null;
}
