using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Reviews;
using PathAlign.Storage.Documents;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Ratings;

/// <summary>The progress of ratings, for operators.</summary>
internal static class SetRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/sets/{roundId}", GetAsync).RequireAuthorization(Policies.Watches)
        .Describe("getRound", FeedbackTags.Results, "Get the progress of a round's ratings")
        .Takes(ParameterNote.Path("roundId", "The round.", Names.NamePattern, ExampleValues.RoundId))
        .Answers(StatusCodes.Status200OK, "One set for each purpose.", RatingExamples.Round)
        .WithEntityTag().MayAnswer(FeedbackProblemKinds.UnknownRound);

    private static async Task<Results<Ok<RoundProgress>, ProblemHttpResult>> GetAsync(
        HttpContext http,
        FeedbackCollections store,
        FreezeRatings freeze,
        Disputes disputes,
        Blinds blinds,
        string roundId)
    {
        if (!NameRule.IsName(roundId)) return FeedbackProblems.UnknownRound();
        var cancel = http.RequestAborted;
        var sets = new List<SetProgress>();
        await foreach (var (id, set) in store.Sets.AllAsync([Condition.Is("roundId", roundId)], "createdAt", cancel))
        {
            var rated = await freeze.RatedAsync(id, cancel);
            var ratings = set.Quorum?.Count
                ?? await store.Ratings.CountAsync(
                    [
                        Condition.Is("setId", id),
                        Condition.Is("role", nameof(ItemRole.Study)),
                        Condition.Is("revision", 0L),
                    ],
                    cancel);
            sets.Add(
                new SetProgress(
                    (await blinds.OfAsync(id, cancel)).SetId,
                    Lower(set.Purpose),
                    Lower(set.State),
                    set.Images,
                    set.Wanted,
                    rated,
                    set.RatersPerImage,
                    set.RatingsKey,
                    ratings,
                    set.State == SetState.Open ? (await disputes.OpenAsync(id, set, cancel)).Count : 0));
        }
        return sets.Count > 0 ? TypedResults.Ok(new RoundProgress(roundId, sets)) : FeedbackProblems.UnknownRound();
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
