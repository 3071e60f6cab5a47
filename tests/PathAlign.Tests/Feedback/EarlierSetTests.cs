using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Messaging.Jobs;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using Xunit;

namespace PathAlign.Tests.Feedback;

/// <summary>A round that learns from an earlier round's ratings without one of its raters.</summary>
public sealed class EarlierSetTests
{
    private readonly FeedbackStores _stores = new();

    [Fact]
    public async Task All_that_one_rater_said_is_left_out_and_all_else_is_kept()
    {
        var earlier = Set([Rating("a", "anna"), Rating("a", "bert"), Rating("b", "anna")]) with
        {
            Pairs = [new("a", "i1", "i2"), new("b", "i3", "i4")],
            Decisions = [Rating("a", "rita"), Rating("b", "anna")],
            Checks =
            [
                new RatingCheck { Id = "c1", Rater = "anna", Truth = 1, Plausibility = 0 },
                new RatingCheck { Id = "c2", Rater = "bert", Truth = 1, Plausibility = 1 },
            ],
            OrderKey = "orders/o",
        };

        var quorum = await FreezeAsync(earlier, "anna");
        var kept = await _stores.Objects.GetJsonAsync<RatingManifest>(quorum.RatingsKey);

        Assert.Equal(
            ("r2", 1, false, ImagePurpose.Training), (quorum.RoundId, quorum.Count, quorum.Simulated, quorum.Purpose));
        Assert.Equal(("r2", "orders/o"), (kept.RoundId, kept.OrderKey));
        Assert.Equal(["bert"], kept.Ratings.Select(r => r.Rater));
        Assert.Equal(["a"], kept.Pairs!.Select(p => p.Id));
        Assert.Equal(["rita"], kept.Decisions!.Select(d => d.Rater));
        Assert.Equal(["c2"], kept.Checks!.Select(c => c.Id));
    }

    [Fact]
    public async Task A_repeat_brings_the_same_event_and_no_image_is_put_before_raters()
    {
        var earlier = Set([Rating("a", "anna"), Rating("a", "bert")]);
        var input = await AskAsync(earlier, "anna");

        var (first, second) = (await _stores.QueueAsync(input), await _stores.QueueAsync(input));
        await using var host = await FeedbackHost.StartAsync(_stores);

        Assert.Equal(Quorum(first), Quorum(second));
        Assert.Single(await _stores.AllAsync("rating-sets"));
        Assert.Empty(await _stores.AllAsync("images"));
        Assert.Equal(
            System.Net.HttpStatusCode.NoContent,
            (await host.GetAsync("/api/v1/queue/next", await host.RegisterAsync("bert"))).StatusCode);
        Assert.Equal(
            System.Net.HttpStatusCode.OK,
            (await host.GetAsync("/api/v1/sets/r2", await host.RegisterAsync("olga", RaterRole.Operator))).StatusCode);
    }

    [Fact]
    public async Task Ratings_by_nobody_else_are_refused()
    {
        var error = await Assert.ThrowsAsync<PermanentFailureException>(
            () => FreezeAsync(Set([Rating("a", "anna")]), "anna"));

        Assert.Contains("expected ratings by others than 'anna'", error.Message);
    }

    private async Task<FeedbackQuorumReached> FreezeAsync(RatingManifest earlier, string without) =>
        Quorum(await _stores.QueueAsync(await AskAsync(earlier, without)));

    private async Task<ImagesGenerated> AskAsync(RatingManifest earlier, string without) =>
        await _stores.GenerateAsync("r2", 2, new RatingPlan
        {
            LearnFrom = new EarlierRatings
            {
                ImagesKey = "manifests/m",
                RatingsKey = await _stores.Objects.PutJsonAsync("ratings", earlier),
                Without = without,
            },
        });

    private static FeedbackQuorumReached Quorum(JobOutcome outcome) =>
        Assert.IsType<FeedbackQuorumReached>(Assert.Single(outcome.Events));

    private static RatingManifest Set(IReadOnlyList<RatingEntry> ratings) =>
        new() { RoundId = "r1", Ratings = ratings };

    private static RatingEntry Rating(string image, string rater) =>
        new() { Id = $"{image}-{rater}", ImageId = image, Rater = rater, Simulated = false, Plausibility = 1 };
}
