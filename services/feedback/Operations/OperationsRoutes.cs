using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Messaging.Jobs;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>Routes for operators: list jobs, register raters.</summary>
internal static class OperationsRoutes
{
    private static readonly string[] States = [.. Enum.GetValues<JobState>().Select(Name)];

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/jobs", ListAsync).RequireAuthorization(Policies.Watches)
            .Describe("listJobs", FeedbackTags.Operations, "List jobs, newest first")
            .Takes(
                ParameterNote.Text("round", "Only of this round.", Names.NamePattern, ExampleValues.RoundId),
                ParameterNote.OneOf("state", "Only in this state.", States))
            .Takes(PageNotes.Parameters)
            .Produces<JobPage>()
            .Answers(StatusCodes.Status200OK, "A page of jobs.", new JobPage([OperationsExamples.Job], null))
            .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapPost("/raters", RegisterAsync).RequireAuthorization(Policies.Administers)
            .Describe(
                "registerRater",
                FeedbackTags.Operations,
                "Register the owner of a key",
                "Only a simulated rater may be registered again: it gets a new key, and the old one becomes invalid. " +
                    "For anyone else use /accounts/{name}/key.")
            .TakesJson("Name, role and kind.", OperationsExamples.NewRater)
            .Answers(StatusCodes.Status200OK, "The key, which is shown only once.", OperationsExamples.Key)
            .MayAnswer(FeedbackProblemKinds.InvalidRater, ProblemKinds.NameTaken);
    }

    private static async Task<Results<JsonHttpResult<JobPage>, ProblemHttpResult>> ListAsync(
        JobStore jobs,
        string? round,
        string? state,
        string? count,
        string? after,
        CancellationToken cancel)
    {
        if (!Paging.TryCount(count, out var most, out var problem)) return problem;
        // older clients send Failed
        var wanted = Array.FindIndex(States, s => s.Equals(state, StringComparison.OrdinalIgnoreCase));
        if (state is not null && wanted < 0)
            return Problems.InvalidQuery($"state: expected one of {string.Join(", ", States)}, or none");
        if (round is not null && !NameRule.IsName(round))
            return Problems.InvalidQuery("round: expected lower-case letters, digits and hyphens");
        return TypedResults.Json(
            await jobs.ListAsync(round, state is null ? null : (JobState)wanted, most, after, cancel),
            ContractJson.Options);
    }

    private static async Task<Results<Ok<IssuedKey>, ProblemHttpResult>> RegisterAsync(
        HttpContext http, Accounts accounts, IOptions<FeedbackOptions> options)
    {
        var (request, problem) = await BoundedBody.ReadAsync<NewRater>(
            http.Request, options.Value.MaxBodyBytes, NewRater.Json, http.RequestAborted);
        if (request is null) return problem!;
        try
        {
            return await accounts.RegisterAsync(
                http.Rater().Name, request.Name, request.Role, request.Kind, http.RequestAborted) is { } key
                ? TypedResults.Ok(new IssuedKey(request.Name, key))
                : Problems.NameTaken();
        }
        catch (ArgumentException error)
        {
            return FeedbackProblems.InvalidRater(error.Message);
        }
    }

    private static string Name(JobState state) => state.ToString().ToLowerInvariant();
}
