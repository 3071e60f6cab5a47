using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Ratings;

/// <summary>The progress of ratings, for operators and services.</summary>
internal static class SetRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/sets/{roundId}", GetAsync).RequireAuthorization(Policies.Watches)
        .Describe(
            "getRound",
            FeedbackTags.Results,
            "Get the progress of a round's ratings",
            "While a set is open, only operators get its counts.")
        .Takes(ParameterNote.Path("roundId", "The round.", Names.NamePattern, ExampleValues.RoundId))
        .Answers(StatusCodes.Status200OK, "One set for each purpose.", RatingExamples.Round)
        .WithEntityTag().MayAnswer(FeedbackProblemKinds.UnknownRound);

    private static async Task<Results<Ok<RoundProgress>, ProblemHttpResult>> GetAsync(
        HttpContext http, RoundRatings ratings, string roundId) =>
        NameRule.IsName(roundId)
            && await ratings.OfAsync(roundId, http.Rater().IsBlind(), http.RequestAborted) is { } progress
            ? TypedResults.Ok(progress)
            : FeedbackProblems.UnknownRound();
}
