using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>Signing in and out.</summary>
internal static class SessionRoutes
{
    private const string BusySeconds = "2";
    private static readonly TimeSpan _refusalTakes = TimeSpan.FromMilliseconds(250);

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/session", SignInAsync).AllowAnonymous()
            .Describe(
                "signIn",
                Tags.Access,
                "Sign in",
                "By name and password, or by a code that works once. The answer sets the session cookie.")
            .TakesJson("Name and password, or code.", AccessExamples.SignIn)
            .Answers(StatusCodes.Status200OK, "Signed in.", AccessExamples.Session)
            .MayAnswer(
                ProblemKinds.SignInRefused,
                ProblemKinds.CrossSite,
                ProblemKinds.HttpsRequired,
                ProblemKinds.TooManySignIns,
                ProblemKinds.SignInBusy);
        api.MapGet("/session", Get).RequireAuthorization(Policies.Anyone)
            .Describe("getSession", Tags.Access, "Get the signed-in caller")
            .Answers(StatusCodes.Status200OK, "The owner of the key or session.", AccessExamples.Session);
        api.MapDelete("/session", SignOutAsync).RequireAuthorization(Policies.Anyone)
            .Describe("signOut", Tags.Access, "Sign out")
            .Answers(StatusCodes.Status204NoContent, "The session, if any, has ended.");
    }

    private static async Task<Results<Ok<SessionInfo>, ProblemHttpResult>> SignInAsync(
        HttpContext http,
        SignIn signIn,
        Sessions sessions,
        SignInLimit limit,
        AuditLog audit,
        RefusedSignIns refused,
        IOptions<AccessOptions> options)
    {
        var cancel = http.RequestAborted;
        if (!Transport.IsSafe(http.Request)) return Problems.HttpsRequired();
        if (CrossSite(http.Request)) return Problems.CrossSite();
        if (limit.Exceeded(http) is { } most) return await SlowlyAsync(Problems.TooManySignIns(most), cancel);
        var (request, problem) = await BoundedBody.ReadAsync<SignInRequest>(
            http.Request, options.Value.MaxBodyBytes, SignInRequest.Json, cancel);
        if (request is null) return problem!;
        if (request.Fault() is { } fault) return Problems.MalformedBody(fault);
        if (limit.Exceeded(request.Name, http) is { } mostPerName)
            return await SlowlyAsync(Problems.TooManySignIns(mostPerName), cancel);

        var (rater, busy) = await signIn.FindAsync(request, Transport.Sender(http), cancel);
        if (busy)
        {
            http.Response.Headers.RetryAfter = BusySeconds;
            return await SlowlyAsync(Problems.SignInBusy(), cancel);
        }
        if (rater is null)
        {
            await refused.AddAsync(NameRule.IsName(request.Name) ? request.Name! : "nobody", null, cancel);
            return Problems.SignInRefused();
        }
        limit.Succeeded(http);
        await audit.AppendAsync(rater.Name, "sign-in", null, cancel);
        return TypedResults.Ok(Info(rater, await sessions.BeginAsync(rater, http)));
    }

    // A client that repeats at once would otherwise take the processors with refusals alone.
    private static async Task<ProblemHttpResult> SlowlyAsync(ProblemHttpResult refusal, CancellationToken cancel)
    {
        await Task.Delay(_refusalTakes, cancel);
        return refusal;
    }

    private static Ok<SessionInfo> Get(HttpContext http) =>
        TypedResults.Ok(Info(http.Rater(), http.Features.Get<Session>()));

    private static async Task<NoContent> SignOutAsync(HttpContext http, Sessions sessions, AuditLog audit)
    {
        // A program's key has no session to end: its requests must not fill the log.
        if (http.Features.Get<Session>() is not null)
            await audit.AppendAsync(http.Rater().Name, "sign-out", null, http.RequestAborted);
        await sessions.EndAsync(http);
        return TypedResults.NoContent();
    }

    // Without a session there is no token: the browser's headers tell where the request comes from.
    private static bool CrossSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";

    private static SessionInfo Info(Rater rater, Session? session) =>
        new(rater.Name, rater.Role.ToString().ToLowerInvariant(), session?.CsrfToken);
}
