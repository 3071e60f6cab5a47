using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Messaging.DeadLetters;
using PathAlign.Messaging.Jobs;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Operations;

/// <summary>
/// Routes that try again what was given up (jobs, messages and deliveries to webhooks), or call a job off.
/// </summary>
internal static class RedriveRoutes
{
    private const string Queue = "reward-train-reward_error";

    internal static void Map(RouteGroupBuilder api)
    {
        AnswersJob(api.MapPost("/jobs/{id}/redrive", JobAsync).RequireAuthorization(Policies.Operates)
            .Describe("redriveJob", FeedbackTags.Operations, "Try a parked job again"));
        AnswersJob(api.MapPost("/jobs/{id}/cancel", CancelAsync).RequireAuthorization(Policies.Operates)
            .Describe(
                "cancelJob",
                FeedbackTags.Operations,
                "Call off a job that waits, runs or is parked",
                "Its round stands still until the job is tried again. A job that is done stays as it is."));
        api.MapGet("/dead-letters", ListAsync).RequireAuthorization(Policies.Watches)
            .Describe(
                "listDeadLetters",
                FeedbackTags.Operations,
                "List the queues with messages that no reader could work on")
            .Answers(StatusCodes.Status200OK, "The queues.", new[] { new DeadLetterQueue(Queue, 2) });
        api.MapPost("/dead-letters/{queue}/redrive", QueueAsync).RequireAuthorization(Policies.Operates)
            .Describe(
                "redriveQueue", FeedbackTags.Operations, "Send the messages of such a queue back to their readers")
            .Takes(ParameterNote.Path("queue", "The queue.", "^[a-zA-Z0-9_-]{1,128}$", Queue))
            .Answers(StatusCodes.Status200OK, "How many messages went back.", new Redriven(2))
            .MayAnswer(FeedbackProblemKinds.UnknownQueue);
        api.MapPost("/webhooks/deliveries/redrive", WebhooksAsync).RequireAuthorization(Policies.Operates)
            .Describe(
                "redriveDeliveries", FeedbackTags.Results, "Send the deliveries again that were given up")
            .Answers(StatusCodes.Status200OK, "How many deliveries wait again.", new Redriven(3));
    }

    private static void AnswersJob(RouteHandlerBuilder route) => route
        .Takes(ParameterNote.Path("id", "The job.", Names.NamePattern, ExampleValues.RatingId))
        .Produces<JobDocument>()
        .Answers(StatusCodes.Status200OK, "The job's current state.", OperationsExamples.Job)
        .MayAnswer(FeedbackProblemKinds.UnknownJob);

    private static async Task<Results<JsonHttpResult<JobDocument>, ProblemHttpResult>> JobAsync(
        HttpContext http, Redrives redrives, string id) =>
        Known(await redrives.JobAsync(http.Rater().Name, id, http.RequestAborted));

    private static async Task<Results<JsonHttpResult<JobDocument>, ProblemHttpResult>> CancelAsync(
        HttpContext http, Redrives redrives, string id) =>
        Known(await redrives.CancelJobAsync(http.Rater().Name, id, http.RequestAborted));

    private static Results<JsonHttpResult<JobDocument>, ProblemHttpResult> Known(JobDocument? job) => job is null
        ? FeedbackProblems.UnknownJob()
        : TypedResults.Json(job, ContractJson.Options);

    private static async Task<Ok<IReadOnlyList<DeadLetterQueue>>> ListAsync(
        IDeadLetters letters, CancellationToken cancel) => TypedResults.Ok(await letters.ListAsync(cancel));

    private static async Task<Results<Ok<Redriven>, ProblemHttpResult>> QueueAsync(
        HttpContext http, Redrives redrives, string queue) =>
        await redrives.QueueAsync(http.Rater().Name, queue, http.RequestAborted) is { } count
            ? TypedResults.Ok(new Redriven(count))
            : FeedbackProblems.UnknownQueue();

    private static async Task<Ok<Redriven>> WebhooksAsync(HttpContext http, Redrives redrives) =>
        TypedResults.Ok(new Redriven(await redrives.WebhooksAsync(http.Rater().Name, http.RequestAborted)));
}
