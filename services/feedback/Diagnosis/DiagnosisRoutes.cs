using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Feedback.Api;
using PathAlign.Web.Access;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>What is wrong, and what to do.</summary>
internal static class DiagnosisRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/diagnosis", RunAsync).RequireAuthorization(Policies.Administers)
        .Describe(
            "diagnose",
            FeedbackTags.Operations,
            "Check stores, jobs, broker, audit log and webhooks",
            "Each check says in a sentence what it found, and what to do if something is wrong.")
        .Answers(
            StatusCodes.Status200OK,
            "The findings.",
            new[] { new Finding("parked jobs", true, "none"), new Finding("clock", true, "2026-11-02 09:30:00 UTC") });

    private static async Task<Ok<IReadOnlyList<Finding>>> RunAsync(Diagnose diagnose, CancellationToken cancel) =>
        TypedResults.Ok(await diagnose.RunAsync(cancel));
}
