using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using PathAlign.Contracts;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Signs in people whom the provider has authenticated, and redirects them to the app: with a session, or with the
/// reason for the failure.
/// </summary>
internal sealed partial class OidcPeople(
    RaterRegistry registry, Sessions sessions, AuditLog audit, ILogger<OidcPeople> log)
{
    private const int MaxName = 64;

    /// <summary>Begins a session for the person.</summary>
    internal async Task TakeInAsync(TicketReceivedContext context)
    {
        var (http, person) = (context.HttpContext, context.Principal!);
        string Claim(string type) => person.FindFirst(type)?.Value ?? "";
        var name = Claim(ClaimTypes.Name);
        var rater = !NameRule.IsName(name) || !Enum.TryParse<RaterRole>(Claim(ClaimTypes.Role), out var role)
            ? null
            : await registry.EnsureSubjectAsync(name, role, Claim(ClaimTypes.NameIdentifier), http.RequestAborted);
        await audit.AppendAsync(
            NameRule.IsName(name) ? name : "nobody",
            rater is null ? "sign-in-refused" : "sign-in",
            "oidc",
            http.RequestAborted);
        if (rater is not null) await sessions.BeginAsync(rater, http);
        http.Response.Redirect(
            rater is not null
                ? "/"
                : Back(
                    person.HasClaim(c => c.Type == ClaimTypes.Role) && NameRule.IsName(name)
                        ? "name-taken"
                        : "no-role"));
        context.HandleResponse();
    }

    /// <summary>Logs the reason of a failure; the browser learns only that the sign-in failed.</summary>
    internal Task TurnAwayAsync(RemoteFailureContext context)
    {
        log.SignInFailed(context.Failure?.Message ?? "no reason");
        context.Response.Redirect(Back(context.Failure is { } error && IsAway(error) ? "unavailable" : "failed"));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Converts the provider's name of a person to the name in ratings: anna.b@lab.org to anna-b-lab-org.
    /// </summary>
    internal static string NameOf(string text)
    {
        var name = Other().Replace(text.ToLowerInvariant(), "-").Trim('-');
        return name.Length <= MaxName ? name : name[..MaxName].TrimEnd('-');
    }

    /// <summary>Whether the provider did not answer, rather than gave an invalid answer.</summary>
    internal static bool IsAway(Exception error) =>
        error is HttpRequestException or IOException or TaskCanceledException
        || (error.InnerException is { } inner && IsAway(inner));

    /// <summary>The app's address with the reason why the sign-in failed.</summary>
    internal static string Back(string reason) => $"/#sign-in={reason}";

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}
