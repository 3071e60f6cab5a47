using System.Security.Cryptography;
using System.Text;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Embedded;

/// <summary>A repeated round without the ratings of one rater.</summary>
/// <param name="Plan">The plan of the earlier round, with another name and other ratings to learn from.</param>
/// <param name="Simulated">Whether programs rated the earlier round.</param>
internal sealed record RebuiltRound(RoundPlan Plan, bool Simulated)
{
    /// <summary>Reads the results of the earlier round.</summary>
    /// <exception cref="ArgumentException">The earlier round trained no reward model, or the rater did not rate in it,
    /// or was its only rater.</exception>
    internal static async Task<RebuiltRound> OfAsync(
        IRoundServices services, string roundId, string without, CancellationToken cancel)
    {
        var learned = RoundState.Of(await services.JobsAsync(roundId, JobState.Done, cancel))?.Learned
            ?? throw new ArgumentException(
                $"rebuild: expected a round '{roundId}' with a trained reward model, found none");
        var ratings = (await services.Objects.GetJsonAsync<RatingManifest>(learned.RatingsKey, cancel)).Ratings;
        var raters = ratings.Select(r => r.Rater).Distinct().Order(StringComparer.Ordinal).ToList();
        if (!raters.Contains(without))
            throw new ArgumentException(
                $"--without: expected one of the raters of '{roundId}', {string.Join(", ", raters)}, got '{without}'");
        if (raters.Count == 1)
            throw new ArgumentException(
                $"--without: expected another rater of '{roundId}', found only '{without}'");
        var plan = await services.Objects.GetJsonAsync<RoundPlan>(learned.PlanKey, cancel);
        return new RebuiltRound(
            plan with
            {
                RoundId = NameOf(roundId, without),
                Loop = null,
                Rating = plan.Rating with
                {
                    SimulatedRaters = plan.Rating.SimulatedRaters && learned.Simulated,
                    // of the comparison: one rater less
                    RatersPerImage = Math.Min(plan.Rating.RatersPerImage, raters.Count - 1),
                    LearnFrom = new EarlierRatings
                    {
                        ImagesKey = learned.ImagesKey,
                        RatingsKey = learned.RatingsKey,
                        Without = without,
                    },
                },
            },
            learned.Simulated);
    }

    // Without the rater's name, since the rater may want to be forgotten.
    private static string NameOf(string roundId, string without)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{roundId}\n{without}")));
        return $"{roundId[..Math.Min(roundId.Length, 44)]}-rebuilt-{hash[..8]}";
    }
}
