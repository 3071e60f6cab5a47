using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Ratings;
using PathAlign.Feedback.Records;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Opening;

/// <summary>
/// Freezes for a round the ratings of an earlier round without those of one rater, so that an adapter can be trained
/// again as if that rater had never rated. The earlier set does not change.
/// </summary>
internal sealed class EarlierSet(FeedbackCollections store, IObjectStore objects, TimeProvider time)
{
    /// <summary>Stores the set; the job announces it. A repeat finds the same set.</summary>
    /// <exception cref="InvalidInputException">The earlier set does not exist.</exception>
    /// <exception cref="PermanentFailureException">Nobody else rated in it.</exception>
    internal async Task<JobOutcome> FreezeAsync(SetToOpen input, EarlierRatings earlier, CancellationToken cancel)
    {
        var manifest = Without(
            await objects.GetJsonAsync<RatingManifest>(earlier.RatingsKey, cancel), input.RoundId, earlier.Without);
        if (manifest.Ratings.Count == 0)
            throw new PermanentFailureException(
                $"{earlier.RatingsKey}: expected ratings by others than '{earlier.Without}', found none");
        var key = await objects.PutJsonAsync(FreezeRatings.Kind, manifest, cancel);
        var items = manifest.Ratings.Select(r => r.ImageId).Distinct().Count();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var set = new RatingSet
        {
            RoundId = input.RoundId,
            PlanKey = input.PlanKey,
            Purpose = input.Purpose,
            ImagesKey = input.ImagesKey,
            OrderKey = manifest.OrderKey,
            Images = items,
            Wanted = items,
            RatersPerImage = 1,
            State = SetState.Frozen,
            CreatedAt = now,
            FrozenAt = now,
            RatingsKey = key,
            Announced = true,
        };
        var quorum = set.QuorumOf(key, manifest);
        await store.EnsureAsync(cancel);
        await store.Sets.AddAsync(RatingSet.IdOf(input.RoundId, input.Purpose), set with { Quorum = quorum }, cancel);
        return new JobOutcome(quorum);
    }

    private static RatingManifest Without(RatingManifest set, string roundId, string rater)
    {
        RatingEntry[] ratings = [.. set.Ratings.Where(r => r.Rater != rater)], decisions =
        [
            .. (set.Decisions ?? []).Where(d => d.Rater != rater)
        ];
        RatingCheck[] checks = [.. (set.Checks ?? []).Where(c => c.Rater != rater)];
        var rated = ratings.Select(r => r.ImageId).ToHashSet();
        return set with
        {
            RoundId = roundId,
            Ratings = ratings,
            Pairs = set.Pairs is null ? null : [.. set.Pairs.Where(p => rated.Contains(p.Id))],
            Decisions = decisions.Length == 0 ? null : decisions,
            Checks = checks.Length == 0 ? null : checks,
        };
    }
}
