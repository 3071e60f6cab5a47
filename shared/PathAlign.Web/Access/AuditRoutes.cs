using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>The audit log: who did what, and whether it is whole.</summary>
internal static class AuditRoutes
{
    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/audit", VerifyAsync).RequireAuthorization(Policies.Administers)
        .Describe(
            "verifyAuditLog",
            Tags.Access,
            "Verify the audit log",
            "Checks the chain, its head and, if Audit:AnchorFile is set, the anchors.")
        .Takes(ParameterNote.Text("kept", "A hash that was the newest once.", "^[0-9a-f]{64}$", AuditEntry.Origin))
        .Answers(StatusCodes.Status200OK, "What was found.", new AuditReport(42, AuditEntry.Origin, null))
        .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapGet("/audit/entries", ListAsync).RequireAuthorization(Policies.Administers)
        .Describe(
            "listAuditEntries",
            Tags.Access,
            "List the audit log, the newest entry first",
            "Who did what, and when. Listing verifies nothing: see GET /audit.")
        .Takes(PageNotes.Parameters)
        .Answers(StatusCodes.Status200OK, "A page of entries.", AccessExamples.Audit)
        .MayAnswer(ProblemKinds.InvalidQuery);
    }

    private static async Task<Results<Ok<AuditReport>, ProblemHttpResult>> VerifyAsync(
        AuditLog audit, string? kept, CancellationToken cancel) =>
        kept is not null && (kept.Length != AuditEntry.Origin.Length || !kept.All(char.IsAsciiHexDigitLower))
            ? Problems.InvalidQuery($"kept: expected {AuditEntry.Origin.Length} hexadecimal digits")
            : TypedResults.Ok(await audit.VerifyAsync(kept, cancel: cancel));

    private static async Task<Results<Ok<AuditPage>, ProblemHttpResult>> ListAsync(
        AuditLog audit, string? count, string? after, CancellationToken cancel) =>
        Paging.TryCount(count, out var most, out var problem)
            ? TypedResults.Ok(await audit.PageAsync(most, after, cancel))
            : problem;
}
