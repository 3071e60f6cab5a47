using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Blinding;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>Requests rounds; lists rounds, their reports and their images.</summary>
internal static class RoundRoutes
{
    /// <summary>Who announces what the API was asked for.</summary>
    internal const string Operator = "operator";

    // The report is a self-contained page with its own style and pictures; everything else is blocked.
    private const string ReportPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

    internal static void Map(RouteGroupBuilder api)
    {
        var round = ParameterNote.Path("roundId", "The round.", Names.NamePattern, ExampleValues.RoundId);
        api.MapPost("/rounds", RequestAsync).RequireAuthorization(Policies.Operates)
            .Describe("requestRound", FeedbackTags.Operations, "Request a round")
            .TakesJson(
                "The round and its plan (schema RoundPlan), stored earlier.", OperationsExamples.RoundRequest)
            .Answers(StatusCodes.Status202Accepted, "The round begins; Location lists its jobs.")
            .MayAnswer(FeedbackProblemKinds.InvalidRound);
        api.MapGet("/rounds", ListAsync).RequireAuthorization(Policies.Watches)
            .Describe(
                "listRounds",
                FeedbackTags.Operations,
                "List rounds with their steps, newest first",
                "While a set of a round is open, only operators get the number of its ratings.")
            .Takes(PageNotes.Parameters)
            .Answers(StatusCodes.Status200OK, "A page of rounds.", OperationsExamples.Rounds)
            .WithEntityTag().MayAnswer(ProblemKinds.InvalidQuery);
        api.MapGet("/rounds/{roundId}/report", ReportAsync).RequireAuthorization(Policies.Watches)
            .Describe("getReport", FeedbackTags.Operations, "Get a round's report as a page").Takes(round)
            .Answers(StatusCodes.Status200OK, "A self-contained page.", mediaType: "text/html")
            .MayAnswer(FeedbackProblemKinds.UnknownReport);
        api.MapGet("/rounds/{roundId}/images", ImagesAsync).RequireAuthorization(Policies.Watches)
            .Describe(
                "listImages",
                FeedbackTags.Operations,
                "List a round's images with their ratings",
                "While a set of the round is open, only operators get the ratings and may filter by verdict; " +
                    "services get publicId, class and side of each image, and null for what would tell more.")
            .Takes(round)
            .Takes(
                PurposeQuery.Note,
                ParameterNote.Text("class", "Only images of the class with this code.", "^.{1,64}$", "TUM"),
                ParameterNote.OneOf("verdict", "Only images with this joint verdict.", ImageOverviews.Verdicts))
            .Takes(PageNotes.Parameters)
            .Answers(StatusCodes.Status200OK, "A page of images.", OperationsExamples.Images)
            .WithEntityTag().MayAnswer(
                ProblemKinds.InvalidQuery, FeedbackProblemKinds.UnknownRound, FeedbackProblemKinds.SetOpen);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RequestAsync(
        HttpContext http,
        RoundInputs inputs,
        Announcer announcer,
        RoundRequests requests,
        IOptions<FeedbackOptions> options)
    {
        var cancel = http.RequestAborted;
        var (request, problem) = await BoundedBody.ReadAsync<RoundRequest>(
            http.Request, options.Value.MaxBodyBytes, RoundRequest.Json, cancel);
        if (request is null) return problem!;
        try
        {
            var plan = await inputs.PlanAsync(request.PlanKey, cancel);
            if (plan.RoundId != request.RoundId)
                return FeedbackProblems.InvalidRound(
                    $"roundId: expected '{plan.RoundId}' as in the plan, found '{request.RoundId}'");
        }
        catch (Exception error) when (error is InvalidInputException or ObjectNotFoundException or ArgumentException)
        {
            return FeedbackProblems.InvalidRound($"planKey: {error.Message}");
        }
        await requests.RecordAsync(http.Rater().Name, request.RoundId, cancel);
        await announcer.TryPublishAsync(
            Operator, new RoundRequested { RoundId = request.RoundId, PlanKey = request.PlanKey }, cancel);
        return TypedResults.Accepted($"{Routes.Prefix}/jobs?round={request.RoundId}");
    }

    private static async Task<Results<Ok<RoundOverviewPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, RoundOverviews rounds, string? count, string? after)
    {
        if (!Paging.TryCount(count, out var most, out var problem)) return problem;
        return TypedResults.Ok(await rounds.PageAsync(http.Rater().IsBlind(), most, after, http.RequestAborted));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReportAsync(
        HttpContext http, RoundOverviews rounds, IObjectStore objects, string roundId)
    {
        var cancel = http.RequestAborted;
        if (!NameRule.IsName(roundId) || (await rounds.OfAsync(roundId, blind: true, cancel))?.ReportKey is not { } key)
            return FeedbackProblems.UnknownReport();
        var report = await objects.GetJsonAsync<JsonObject>(key, cancel);
        if ((string?)report["htmlKey"] is not { } page) return FeedbackProblems.UnknownReport();
        http.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(await objects.GetAsync(page, cancel), "text/html; charset=utf-8");
    }

    private static async Task<Results<Ok<ImageOverviewPage>, ProblemHttpResult>> ImagesAsync(
        HttpContext http,
        ImageOverviews images,
        FeedbackCollections store,
        string roundId,
        [FromQuery(Name = "class")] string? shownAs,
        string? purpose,
        string? verdict,
        string? count,
        string? after)
    {
        if (!PurposeQuery.TryRead(purpose, out var wanted, out var problem)) return problem;
        if (verdict is not null && !ImageOverviews.Verdicts.Contains(verdict))
            return Problems.InvalidQuery(
                $"verdict: expected one of {string.Join(", ", ImageOverviews.Verdicts)}, or none");
        if (!Paging.TryCount(count, out var most, out problem)) return problem;
        if (!NameRule.IsName(roundId)) return FeedbackProblems.UnknownRound();
        var blind = http.Rater().IsBlindTo(await store.SetsOfAsync(roundId, http.RequestAborted));
        if (blind && verdict is not null) return FeedbackProblems.SetOpen();
        try
        {
            var page = await images.PageAsync(
                roundId,
                wanted,
                shownAs,
                verdict,
                blind,
                most,
                after,
                http.RequestAborted);
            return page is null ? FeedbackProblems.UnknownRound() : TypedResults.Ok(page);
        }
        catch (UnknownClassException error)
        {
            return Problems.InvalidQuery(error.Message);
        }
    }
}
