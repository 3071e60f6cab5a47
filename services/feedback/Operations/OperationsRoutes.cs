using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Access;
using PathAlign.Feedback.Http;
using PathAlign.Feedback.OpenApi;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;

namespace PathAlign.Feedback.Operations;

/// <summary>What operators do from elsewhere: ask for rounds, watch their jobs, try parked ones anew, register raters.</summary>
internal static class OperationsRoutes
{
    private const string Operator = "operator";
    private static readonly string[] States = [.. Enum.GetValues<JobState>().Select(Name)];

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/rounds", RequestAsync).RequireAuthorization(Policies.Operates)
            .Describe("requestRound", Tags.Operations, "Ask for a round")
            .TakesJson("The round, and the plan that was stored before.", Examples.RoundRequest)
            .Answers(StatusCodes.Status202Accepted, "It begins; Location lists its jobs.")
            .MayAnswer(ProblemKinds.InvalidRound);
        api.MapGet("/jobs", ListAsync).RequireAuthorization(Policies.Watches)
            .Describe("listJobs", Tags.Operations, "Jobs, the latest first")
            .Takes(ParameterNote.Text("round", "Only of this round.", Names.NamePattern, Examples.RoundId), ParameterNote.OneOf("state", "Only in this state.", States))
            .Takes(Paging.Parameters)
            .Produces<JobPage>()
            .Answers(StatusCodes.Status200OK, "A page of jobs.", new JobPage([Examples.Job], null))
            .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapPost("/jobs/{id}/redrive", RedriveAsync).RequireAuthorization(Policies.Operates)
            .Describe("redriveJob", Tags.Operations, "Try a parked job anew")
            .Takes(ParameterNote.Path("id", "The job.", Names.NamePattern, Examples.RatingId))
            .Produces<JobDocument>()
            .Answers(StatusCodes.Status200OK, "The job as it now stands.", Examples.Job)
            .MayAnswer(ProblemKinds.UnknownJob);
        api.MapGet("/champions/{generatorHash}", ChampionAsync).RequireAuthorization(Policies.Watches)
            .Describe("getChampion", Tags.Operations, "The adapter that draws for a generator")
            .Takes(ParameterNote.Path("generatorHash", "The hash of the generator's weights.", Names.NamePattern, Examples.Hash))
            .Answers(StatusCodes.Status200OK, "The champion.", Examples.Champion)
            .Answers(StatusCodes.Status204NoContent, "The bare generator is the champion.")
            .WithEntityTag().MayAnswer(ProblemKinds.InvalidQuery);
        api.MapPost("/raters", RegisterAsync).RequireAuthorization(Policies.Operates)
            .Describe("registerRater", Tags.Operations, "Register the holder of a key", "A name that is there with the same role and kind gets a new key, and the old one ends.")
            .TakesJson("Who it is.", Examples.NewRater)
            .Answers(StatusCodes.Status200OK, "The key, shown this once.", Examples.Key)
            .MayAnswer(ProblemKinds.InvalidRater);
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

    private static async Task<Results<JsonHttpResult<JobPage>, ProblemHttpResult>> ListAsync(JobStore jobs, string? round, string? state, string? count, string? after, CancellationToken cancel)
    {
        if (!Paging.TryCount(count, out var most, out var problem)) return problem;
        var wanted = Array.FindIndex(States, s => s.Equals(state, StringComparison.OrdinalIgnoreCase));   // older clients write Failed
        if (state is not null && wanted < 0) return Problems.InvalidQuery($"state: expected one of {string.Join(", ", States)}, or none");
        if (round is not null && !Names.IsName(round)) return Problems.InvalidQuery("round: expected lower-case letters, digits and hyphens");
        try
        {
            return TypedResults.Json(await jobs.ListAsync(round, state is null ? null : (JobState)wanted, most, after, cancel), ContractJson.Options);
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

    private static string Name(JobState state) => state.ToString().ToLowerInvariant();
}
