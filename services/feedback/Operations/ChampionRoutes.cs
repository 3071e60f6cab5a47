using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Rounds;
using PathAlign.Web.Access;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>The champion of a generator, its history, and its change by an operator.</summary>
internal static class ChampionRoutes
{
    internal static void Map(RouteGroupBuilder api)
    {
        var generator = ParameterNote.Path(
            "generatorHash", "The hash of the generator's weights.", Names.NamePattern, ExampleValues.Hash);
        api.MapGet("/champions/{generatorHash}", GetAsync).RequireAuthorization(Policies.Watches)
            .Describe("getChampion", FeedbackTags.Operations, "Get the champion of a generator").Takes(generator)
            .Answers(StatusCodes.Status200OK, "The champion.", OperationsExamples.Champion)
            .Answers(StatusCodes.Status204NoContent, "The bare generator is the champion.")
            .WithEntityTag().MayAnswer(ProblemKinds.InvalidQuery);
        api.MapGet("/champions/{generatorHash}/history", HistoryAsync).RequireAuthorization(Policies.Watches)
            .Describe("listChampions", FeedbackTags.Operations, "List all champions of a generator")
            .Takes(generator)
            .Answers(
                StatusCodes.Status200OK,
                "Who made which adapter the champion, when, and why.",
                new ChampionHistory([OperationsExamples.Champion]))
            .WithEntityTag().MayAnswer(ProblemKinds.InvalidQuery);
        api.MapPost("/champions/{generatorHash}", SetAsync).RequireAuthorization(Policies.Operates)
            .Describe(
                "setChampion",
                FeedbackTags.Operations,
                "Promote an adapter or roll back",
                "Later rounds start from it. The promotion of a round that began before then is not " +
                    "carried out.").Takes(
                    generator)
            .TakesJson("The round that trained the adapter, and the reason.", OperationsExamples.ChampionChange)
            .Answers(StatusCodes.Status200OK, "It is the champion.", new ChampionHistory([OperationsExamples.Champion]))
            .MayAnswer(ProblemKinds.InvalidQuery, FeedbackProblemKinds.InvalidChampion);
    }

    private static async Task<Results<Ok<Champion>, NoContent, ProblemHttpResult>> GetAsync(
        ChampionRegistry champions, string generatorHash, CancellationToken cancel)
    {
        if (!NameRule.IsName(generatorHash)) return InvalidHash();
        return await champions.FindAsync(generatorHash, cancel) is { } champion
            ? TypedResults.Ok(champion)
            : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ChampionHistory>, ProblemHttpResult>> HistoryAsync(
        ChampionRegistry champions, string generatorHash, CancellationToken cancel) =>
        NameRule.IsName(generatorHash)
            ? TypedResults.Ok(new ChampionHistory(await champions.HistoryAsync(generatorHash, cancel)))
            : InvalidHash();

    private static async Task<Results<Ok<ChampionHistory>, ProblemHttpResult>> SetAsync(
        HttpContext http,
        ChampionRegistry champions,
        RoundOverviews rounds,
        RoundInputs inputs,
        AuditLog audit,
        TimeProvider time,
        IOptions<FeedbackOptions> options,
        string generatorHash)
    {
        var cancel = http.RequestAborted;
        if (!NameRule.IsName(generatorHash)) return InvalidHash();
        var (request, problem) = await BoundedBody.ReadAsync<ChampionChange>(
            http.Request, options.Value.MaxBodyBytes, ChampionChange.Json, cancel);
        if (request is null) return problem!;
        if (request.Reason.Trim().Length is 0 or > ChampionChange.LongestReason)
            return FeedbackProblems.InvalidChampion($"reason: expected 1 to {ChampionChange.LongestReason} characters");
        var who = http.Rater().Name;
        var (champion, fault) = request.RoundId is { } roundId
            ? await AdapterAsync(rounds, inputs, generatorHash, roundId, cancel)
            : await BareAsync(champions, generatorHash, cancel);
        if (champion is null) return FeedbackProblems.InvalidChampion(fault!);
        await audit.AppendAsync(who, "champion-set", $"{generatorHash}:{request.RoundId ?? "bare"}", cancel);
        await champions.SetAsync(
            champion with { By = who, Reason = request.Reason.Trim(), At = time.GetUtcNow() }, cancel);
        return TypedResults.Ok(new ChampionHistory(await champions.HistoryAsync(generatorHash, cancel)));
    }

    private static async Task<(Champion? champion, string? fault)> AdapterAsync(
        RoundOverviews rounds, RoundInputs inputs, string generatorHash, string roundId, CancellationToken cancel)
    {
        var round = NameRule.IsName(roundId) ? await rounds.OfAsync(roundId, blind: true, cancel) : null;
        if (round is not { AdapterKey: { } adapter, ReportKey: { } report })
            return (null, "roundId: expected a round that was decided");
        // An adapter fits only the generator that it was trained on.
        var generator = (await inputs.PlanAsync(round.PlanKey, cancel)).GeneratorKey;
        return Path.GetFileNameWithoutExtension(generator) == generatorHash
            ? (new Champion(generator, adapter, roundId, report), null)
            : (null, $"roundId: expected a round of this generator, found one of {generator}");
    }

    private static async Task<(Champion? champion, string? fault)> BareAsync(
        ChampionRegistry champions, string generatorHash, CancellationToken cancel) =>
        await champions.FindAsync(generatorHash, cancel) is { } present
            ? (new Champion(present.GeneratorKey, null, null, null), null)
            : (null, "roundId: expected a round, since the generator already draws without an adapter");

    private static ProblemHttpResult InvalidHash() =>
        Problems.InvalidQuery("generatorHash: expected hexadecimal digits");
}
