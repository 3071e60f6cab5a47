using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Agreement;

/// <summary>The reliability of ratings, for reviewers, operators and services.</summary>
internal static class AgreementRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/agreement", GetAsync).RequireAuthorization(Policies.Reviews)
        .Describe("getAgreement", FeedbackTags.Results, "Get the reliability of a round's ratings")
        .Takes(
            ParameterNote.Text(
                "round",
                "The round; by default the latest that the caller may see.",
                Names.NamePattern,
                ExampleValues.RoundId),
            ParameterNote.OneOf("kind", "Whose ratings.", "human", "simulated"),
            ParameterNote.OneOf("of", "What was rated.", "images", "pairs"))
        .Answers(
            StatusCodes.Status200OK,
            "Agreement of raters with each other and with themselves, and their verdicts on real tiles.",
            AgreementExamples.Agreement)
        .WithEntityTag()
        .MayAnswer(ProblemKinds.InvalidQuery, FeedbackProblemKinds.UnknownRound, FeedbackProblemKinds.SetOpen);

    private static async Task<Results<Ok<AgreementReport>, ProblemHttpResult>> GetAsync(
        HttpContext http,
        FeedbackCollections store,
        Readings readings,
        string? round,
        string? kind,
        string? of)
    {
        if (kind is not (null or "human" or "simulated"))
            return Problems.InvalidQuery("kind: expected human or simulated, or none for human");
        if (of is not (null or "images" or "pairs"))
            return Problems.InvalidQuery("of: expected images or pairs, or none for images");
        if (round is not null && !NameRule.IsName(round)) return FeedbackProblems.UnknownRound();
        round ??= await LatestRoundAsync(http.Rater(), store, http.RequestAborted);
        if (round is not null && http.Rater().IsBlindTo(await store.SetsOfAsync(round, http.RequestAborted)))
            return FeedbackProblems.SetOpen();
        var found = round is null ? null : await readings.OfRoundAsync(round, http.RequestAborted);
        return found is not { } known
            ? FeedbackProblems.UnknownRound()
            : TypedResults.Ok(
                MeasureAgreement.Of(
                    round!,
                    simulated: kind == "simulated",
                    pairs: of == "pairs",
                    known.Readings,
                    known.Dataset));
    }

    /// <summary>The round whose set was opened last, of those that the caller may see; null if there is none.</summary>
    private static async Task<string?> LatestRoundAsync(
        Rater caller, FeedbackCollections store, CancellationToken cancel)
    {
        var sets = await store.Sets.AllAsync([], null, cancel).ToListAsync(cancel);
        return sets.GroupBy(set => set.Value.RoundId)
            .Where(round => !caller.IsBlindTo(round))
            .MaxBy(round => round.Max(set => set.Value.CreatedAt))
            ?.Key;
    }
}
