using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Ratings;

/// <summary>Many ratings in one request. Each is independent: a rejected rating does not affect the others.</summary>
internal static class BulkRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapPost("/ratings/bulk", RateAsync).RequireAuthorization(Policies.Rates)
        .Describe(
            "rateImages",
            FeedbackTags.Rating,
            "Rate many images",
            "Each line follows the rules of a single rating and has its own key and its own result, " +
                "so the same body may be sent again after a failure. A line counts as a request towards the rate " +
                "limit.")
        .TakesContent(Lines.MediaType, "One rating per line.", RatingExamples.BulkLines)
        .Answers(StatusCodes.Status200OK, "The result of each line.", RatingExamples.Bulk)
        .MayAnswer(FeedbackProblemKinds.TooManyLines, ProblemKinds.UnsupportedMediaType);

    private static async Task<Results<Ok<BulkResult>, ProblemHttpResult>> RateAsync(
        HttpContext http, BulkRatings ratings, IOptions<FeedbackOptions> options)
    {
        if (!Lines.Are(http.Request.MediaType())) return Problems.UnsupportedMediaType(Lines.MediaType);
        var (body, problem) = await BoundedBody.ReadBytesAsync(
            http.Request, options.Value.MaxBulkBytes, http.RequestAborted);
        if (problem is not null) return problem;
        var lines = Lines.Of(body).Take(options.Value.MaxBulkRatings + 1).ToList();
        if (lines.Count > options.Value.MaxBulkRatings)
            return FeedbackProblems.TooManyLines(options.Value.MaxBulkRatings);

        return TypedResults.Ok(await ratings.RunAsync(http.Rater(), lines, http.RequestAborted));
    }
}
