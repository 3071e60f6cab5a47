using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts.Plans;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Settings;
using PathAlign.Files;
using PathAlign.Messaging.Jobs;
using PathAlign.Rounds;
using PathAlign.Storage.Objects;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>Creates studies: rounds whose images come from elsewhere.</summary>
internal static class ImageStudyRoutes
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 8,
    };

    internal static void Map(RouteGroupBuilder api) =>
        api.MapPost("/studies", CreateAsync).RequireAuthorization(Policies.Operates)
            .Describe(
                "createStudy",
                FeedbackTags.Operations,
                "Let raters rate images from elsewhere",
                "The images and their list (schema StudyManifest) are stored as objects before. A study is a round " +
                    "without a generator: its id is a round's id in all other routes. It ends with the frozen " +
                    "ratings, or with a reward model if it names a classifier. The same request again changes " +
                    "nothing; a study that exists is never changed.")
            .TakesJson("The study.", OperationsExamples.Study)
            .Answers(StatusCodes.Status202Accepted, "The study begins; Location lists its jobs.")
            .MayAnswer(FeedbackProblemKinds.InvalidStudy);

    private static async Task<Results<Accepted, ProblemHttpResult>> CreateAsync(
        HttpContext http,
        StudyRounds studies,
        JobStore jobs,
        Announcer announcer,
        RoundRequests requests,
        IOptions<FeedbackOptions> options)
    {
        var cancel = http.RequestAborted;
        var (study, problem) = await BoundedBody.ReadAsync<StudyPlan>(
            http.Request, options.Value.MaxBodyBytes, _json, cancel);
        if (study is null) return problem!;
        try
        {
            var round = await studies.StoreAsync(study, cancel);
            if ((await jobs.ListAsync(study.StudyId, pageSize: 1, cancel: cancel)).Jobs is [var there]
                && there.PlanKey != round.PlanKey)
                return FeedbackProblems.InvalidStudy(
                    $"studyId: expected a new id, found '{study.StudyId}' in use with other images or settings");
            await requests.RecordStudyAsync(http.Rater().Name, study.StudyId, cancel);
            await announcer.TryPublishAsync(RoundRoutes.Operator, round, cancel);
        }
        catch (Exception error) when (error is InvalidInputException or ObjectNotFoundException or ArgumentException)
        {
            return FeedbackProblems.InvalidStudy(error.Message);
        }
        return TypedResults.Accepted($"{Routes.Prefix}/jobs?round={study.StudyId}");
    }
}
