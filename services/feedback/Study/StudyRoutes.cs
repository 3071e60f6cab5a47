using System.Globalization;
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
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Study;

/// <summary>What a rater needs to know about a set: how to judge, what real tissue looks like, the progress.</summary>
internal static class StudyRoutes
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/study", ListAsync).RequireAuthorization(Policies.Rates)
            .Describe(
                "listStudies",
                FeedbackTags.Rating,
                "Get the caller's progress in all open studies",
                "If the queue has nothing for the caller, it says what the caller waits for, and until when.")
            .Answers(StatusCodes.Status200OK, "The open studies.", new StudyList([StudyExamples.Progress]))
            .WithEntityTag();
        var study = api.MapGroup("/study/{setId}").RequireAuthorization(Policies.Rates);
        var setId = ParameterNote.Path("setId", "The id from the queue.", Names.NamePattern, ExampleValues.SetId);
        study.MapGet("", GetAsync)
            .Describe("getStudy", FeedbackTags.Rating, "Get how to judge a set").Takes(setId)
            .Answers(StatusCodes.Status200OK, "Scale, criteria and classes.", StudyExamples.Study)
            .WithEntityTag().MayAnswer(FeedbackProblemKinds.UnknownSet);
        study.MapGet("/progress", ProgressAsync)
            .Describe("getProgress", FeedbackTags.Rating, "Get the caller's progress in a study").Takes(setId)
            .Answers(StatusCodes.Status200OK, "Counts.", StudyExamples.Progress)
            .WithEntityTag().MayAnswer(FeedbackProblemKinds.UnknownSet);
        study.MapGet("/examples/{number}", ExampleAsync)
            .Describe("getExample", FeedbackTags.Rating, "Get a real tile to compare with")
            .Takes(setId, ParameterNote.Path("number", "Its number, from 0.", "^[0-9]{1,6}$", "0"))
            .Answers(StatusCodes.Status200OK, "A PNG.", mediaType: "image/png")
            .MayAnswer(FeedbackProblemKinds.UnknownImage);
    }

    private static async Task<Results<Ok<StudyPage>, ProblemHttpResult>> GetAsync(
        HttpContext http, FeedbackCollections store, Blinds blinds, IOptions<FeedbackOptions> options, string setId)
    {
        var stored = await StoredAsync(blinds, setId, http.RequestAborted);
        var study = stored is null ? null : await store.Studies.GetAsync(stored, http.RequestAborted);
        var set = study is null ? null : await store.Sets.GetAsync(stored!, http.RequestAborted);
        if (study is null || set is null) return FeedbackProblems.UnknownSet();
        var scale = VerdictLevel.Of(options.Value.ScaleSteps, study.SideBySide)
            .Select(level => new StudyLevel(level.Name, level.Label));
        var classes = set.Dataset.Classes.Select((c, label) => new StudyClass(c.Code, c.Name,
            [
                .. study.Examples.Index()
                    .Where(e => e.Item.Label == label)
                    .Select(e => $"{Routes.Prefix}/study/{setId}/examples/{e.Index}")
            ]));
        var criteria = study.SideBySide ? [] : set.Dataset.Criteria;
        return TypedResults.Ok(
            new StudyPage(
                setId,
                study.SideBySide,
                [.. scale],
                criteria,
                criteria.ToDictionary(name => name, CriterionDefinitions.Of),
                options.Value.MaxRemarkLength,
                [.. classes],
                set.Dataset.Stain,
                set.Dataset.MicrometresPerPixel,
                options.Value.MinLookMs,
                set.ChangeMinutes));
    }

    private static async Task<Ok<StudyList>> ListAsync(HttpContext http, OwnProgress progress) =>
        TypedResults.Ok(await progress.AllAsync(http.Rater(), http.RequestAborted));

    private static async Task<Results<Ok<StudyProgress>, ProblemHttpResult>> ProgressAsync(
        HttpContext http, FeedbackCollections store, Blinds blinds, OwnProgress progress, string setId)
    {
        var stored = await StoredAsync(blinds, setId, http.RequestAborted);
        var set = stored is null ? null : await store.Sets.GetAsync(stored, http.RequestAborted);
        return set is null
            ? FeedbackProblems.UnknownSet()
            : TypedResults.Ok(await progress.OfAsync(http.Rater(), stored!, set, http.RequestAborted));
    }

    private static async Task<string?> StoredAsync(Blinds blinds, string setId, CancellationToken cancel) =>
        NameRule.IsName(setId) ? await blinds.SetIdAsync(setId, cancel) : null;

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExampleAsync(
        HttpContext http, FeedbackCollections store, Blinds blinds, IObjectStore objects, string setId, string number)
    {
        var stored = await StoredAsync(blinds, setId, http.RequestAborted);
        var study = stored is null ? null : await store.Studies.GetAsync(stored, http.RequestAborted);
        if (
            study is null
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index >= study.Examples.Count)
            return FeedbackProblems.UnknownImage();
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.Bytes(await objects.GetAsync(study.Examples[index].Key, http.RequestAborted), "image/png");
    }
}
