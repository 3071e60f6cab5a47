using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Reward.Training;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Files;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>A round whose images to learn from were judged two at a time.</summary>
[Slow]
public sealed class SideBySideRoundTests(TinyRound round) : IDisposable
{
    private const int Pairs = TinyRound.Classes * (TinyRound.ImagesPerClass / 2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_reward_is_learned_from_pairs_and_the_comparison_is_rated_one_by_one()
    {
        var (home, settings) = (_folder.At("home"), round.Settings());

        var report = (
            await TinyRound.RunAsync(
                home,
                settings with
                {
                    Configure = plan =>
                        TinyRound.Configure(plan) with { Rating = new RatingPlan { SideBySide = true } }
                })).Single();

        var root = Path.Combine(home, "objects");
        var inputs = new RoundInputs(new FileObjectStore(root));
        var frozen = await Task.WhenAll(
            Keys(root, "ratings").Select(key => inputs.RatingsAsync(key, CancellationToken.None)));
        var (pairs, images) = (frozen.Single(set => set.Pairs is not null), frozen.Single(set => set.Pairs is null));
        Assert.Equal((Pairs, Pairs), (pairs.Pairs!.Count, pairs.Ratings.Count));
        Assert.All(pairs.Ratings, rating => Assert.Contains(rating.Plausibility, (double[])[0, 0.5, 1]));
        Assert.Contains(pairs.Ratings, rating => rating.Plausibility != 0.5);
        Assert.Equal(2 * TinyRound.Classes * TinyRound.EvaluationPerClass, images.Ratings.Count);
        Assert.Equal(TinyRound.Classes * TinyRound.EvaluationPerClass, report.ImagesPerSide);
        var learned = await new FileObjectStore(root).GetJsonAsync<RewardReport>(
            Keys(root, "reports").Single(
                key => File.ReadAllText(Path.Combine(root, key)).Contains("\"trainCount\"", StringComparison.Ordinal)));
        Assert.True(learned.SideBySide);
        Assert.InRange(learned.TrainCount, 1, Pairs - 1);
        Assert.Equal(report.Raters.Select(r => r.Rater), learned.Raters.Select(r => r.Rater));
    }

    private static IEnumerable<string> Keys(string root, string kind) =>
        Directory.GetFiles(Path.Combine(root, kind), "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'));
}
