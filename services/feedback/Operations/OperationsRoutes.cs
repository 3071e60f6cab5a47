using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Http;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Operations;

/// <summary>What operators do from elsewhere: ask for rounds, watch their jobs, try parked ones anew, register raters.</summary>
internal static class OperationsRoutes
{
    private const string Operator = "operator";
    private const int MaxJobs = 1000;

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/rounds", RequestAsync).RequireAuthorization(Policies.Operates);
        api.MapGet("/jobs", ListAsync).RequireAuthorization(Policies.Watches);
        api.MapPost("/jobs/{id}/redrive", RedriveAsync).RequireAuthorization(Policies.Operates);
        api.MapGet("/champions/{generatorHash}", ChampionAsync).RequireAuthorization(Policies.Watches);
        api.MapPost("/raters", RegisterAsync).RequireAuthorization(Policies.Operates);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RequestAsync(HttpContext http, RoundInputs inputs, Announcer announcer, IOptions<FeedbackOptions> options)
    {
        var cancel = http.RequestAborted;
        var (request, problem) = await BoundedBody.ReadAsync<RoundRequest>(http.Request, options.Value.MaxBodyBytes, RoundRequest.Json, cancel);
        if (request is null) return problem!;
        try
        {
            var plan = await inputs.PlanAsync(request.PlanKey, cancel);
            if (plan.RoundId != request.RoundId) return Problems.InvalidRound($"roundId: expected '{plan.RoundId}' as in the plan, found '{request.RoundId}'");
        }
        catch (Exception error) when (error is InvalidInputException or ObjectNotFoundException or ArgumentException)
        {
            return Problems.InvalidRound($"planKey: {error.Message}");
        }
        await announcer.StoreAsync(Operator, new RoundRequested { RoundId = request.RoundId, PlanKey = request.PlanKey }, TimeSpan.FromSeconds(options.Value.PublishTimeoutSeconds), cancel);
        return TypedResults.Accepted($"{Routes.Prefix}/jobs?round={request.RoundId}");
    }

    private static async Task<Results<JsonHttpResult<JobPage>, ProblemHttpResult>> ListAsync(JobStore jobs, string? round, JobState? state, int? count, string? after, CancellationToken cancel)
    {
        if (count is < 1 or > MaxJobs) return Problems.InvalidQuery($"count: expected 1 to {MaxJobs}");
        if (round is not null && !Names.IsName(round)) return Problems.InvalidQuery("round: expected lower-case letters, digits and hyphens");
        try
        {
            return TypedResults.Json(await jobs.ListAsync(round, state, count ?? 50, after, cancel), ContractJson.Options);
        }
        catch (ArgumentException error)
        {
            return Problems.InvalidQuery($"after: {error.Message}");
        }
    }

    private static async Task<Results<JsonHttpResult<JobDocument>, ProblemHttpResult>> RedriveAsync(JobStore jobs, string id, CancellationToken cancel) =>
        Names.IsName(id) && await jobs.RedriveAsync(id, cancel) is { } job ? TypedResults.Json(job, ContractJson.Options) : Problems.UnknownJob();

    private static async Task<Results<Ok<Champion>, NoContent, ProblemHttpResult>> ChampionAsync(ChampionRegistry champions, string generatorHash, CancellationToken cancel)
    {
        if (!Names.IsName(generatorHash)) return Problems.InvalidQuery("generatorHash: expected hexadecimal digits");
        return await champions.FindAsync(generatorHash, cancel) is { } champion ? TypedResults.Ok(champion) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<IssuedKey>, ProblemHttpResult>> RegisterAsync(HttpContext http, RaterRegistry raters, IOptions<FeedbackOptions> options)
    {
        var (request, problem) = await BoundedBody.ReadAsync<NewRater>(http.Request, options.Value.MaxBodyBytes, NewRater.Json, http.RequestAborted);
        if (request is null) return problem!;
        try
        {
            return TypedResults.Ok(new IssuedKey(request.Name, await raters.RegisterAsync(request.Name, request.Role, request.Kind, http.RequestAborted)));
        }
        catch (ArgumentException error)
        {
            return Problems.InvalidRater(error.Message);
        }
    }
}
