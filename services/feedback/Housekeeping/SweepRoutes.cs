using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Retention;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Housekeeping;

/// <summary>Asks for sweeps and shows their results.</summary>
internal static class SweepRoutes
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/sweeps", RequestAsync).RequireAuthorization(Policies.Administers)
            .Describe(
                "requestSweep",
                FeedbackTags.Operations,
                "Remove what is older than the retention settings allow",
                "An automatic sweep does the same every Retention:IntervalHours.")
            .Takes(ParameterNote.OneOf("dryRun", "Whether to list only what would be removed.", "true", "false"))
            .Answers(StatusCodes.Status202Accepted, "The sweep begins; Location shows its result.")
            .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapGet("/sweeps/{id}", GetAsync).RequireAuthorization(Policies.Administers)
            .Describe("getSweep", FeedbackTags.Operations, "Get a sweep and its result")
            .Takes(ParameterNote.Path("id", "The sweep.", Names.NamePattern, ExampleValues.RatingId))
            .Answers(StatusCodes.Status200OK, "The sweep.", Example)
            .MayAnswer(FeedbackProblemKinds.UnknownSweep);
    }

    private static SweepRun Example => new()
    {
        Who = "olga",
        DryRun = true,
        Done = true,
        Report = new SweepReport(
            [new SweptKind(RetentionRules.Sessions.What, 1, 0, ["0f1e2d3c: ended by 2026-11-03"])]),
    };

    private static async Task<Results<Accepted, ProblemHttpResult>> RequestAsync(
        HttpContext http, Sweeps sweeps, Housekeeper keeper, string? dryRun)
    {
        if (dryRun is not (null or "true" or "false"))
            return Problems.InvalidQuery("dryRun: expected true or false, or none for false");
        var id = await sweeps.RequestAsync(http.Rater().Name, dryRun == "true", http.RequestAborted);
        keeper.Wake();
        return TypedResults.Accepted($"{Routes.Prefix}/sweeps/{id}");
    }

    private static async Task<Results<Ok<SweepRun>, ProblemHttpResult>> GetAsync(
        Sweeps sweeps, string id, CancellationToken cancel) =>
        NameRule.IsName(id) && await sweeps.FindAsync(id, cancel) is { } run
            ? TypedResults.Ok(run)
            : FeedbackProblemKinds.UnknownSweep.Answer();
}
