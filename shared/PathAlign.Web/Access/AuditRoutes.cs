using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>The verification of the audit log.</summary>
internal static class AuditRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapGet("/audit", VerifyAsync).RequireAuthorization(Policies.Administers)
        .Describe(
            "verifyAuditLog",
            Tags.Access,
            "Verify the audit log",
            "Checks the chain, its head and, if Audit:AnchorFile is set, the anchors.")
        .Takes(ParameterNote.Text("kept", "A hash that was the newest once.", "^[0-9a-f]{64}$", AuditEntry.Origin))
        .Answers(StatusCodes.Status200OK, "What was found.", new AuditReport(42, AuditEntry.Origin, null))
        .MayAnswer(ProblemKinds.InvalidQuery);

    private static async Task<Results<Ok<AuditReport>, ProblemHttpResult>> VerifyAsync(
        AuditLog audit, string? kept, CancellationToken cancel) =>
        kept is not null && (kept.Length != AuditEntry.Origin.Length || !kept.All(char.IsAsciiHexDigitLower))
            ? Problems.InvalidQuery($"kept: expected {AuditEntry.Origin.Length} hexadecimal digits")
            : TypedResults.Ok(await audit.VerifyAsync(kept, cancel: cancel));
}
