using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Signs in people whom the provider has authenticated, and redirects them to the app: with a session, or with the
/// reason for the failure.
/// </summary>
internal sealed partial class OidcPeople(
    RaterRegistry registry,
    Sessions sessions,
    AuditLog audit,
    RefusedSignIns refused,
    IOptions<AccessOptions> options,
    ILogger<OidcPeople> log)
{
    private const int MaxName = 64;
    private const string NoRole = "no-role";

    /// <summary>Begins a session for the person.</summary>
    internal async Task TakeInAsync(TicketReceivedContext context)
    {
        var (http, person) = (context.HttpContext, context.Principal!);
        string Claim(string type) => person.FindFirst(type)?.Value ?? "";
        var (name, subject) = (Claim(ClaimTypes.Name), Claim(ClaimTypes.NameIdentifier));
        var (rater, reason) = !Transport.IsSafe(http.Request) ? (null, "failed")
            : !NameRule.IsName(name) ? (null, NoRole)
            : Enum.TryParse<RaterRole>(Claim(ClaimTypes.Role), out var role)
            ? await AdmitAsync(name, role, subject, http.RequestAborted)
            : await ExpelAsync(name, subject, http.RequestAborted);
        if (rater is null)
            await refused.AddAsync(NameRule.IsName(name) ? name : "nobody", "oidc", http.RequestAborted);
        else
        {
            await audit.AppendAsync(name, "sign-in", "oidc", http.RequestAborted);
            await sessions.BeginAsync(rater, http, TimeSpan.FromMinutes(options.Value.Oidc.SessionMinutes));
        }
        http.Response.Redirect(rater is null ? Back(reason) : "/");
        context.HandleResponse();
    }

    private async Task<(Rater? Rater, string Reason)> AdmitAsync(
        string name, RaterRole role, string subject, CancellationToken cancel)
    {
        var there = await registry.NamedAsync(name, cancel);
        if (there is null) await audit.AppendAsync(name, "user-registered", $"{name}:{role}", cancel);
        else if (there.Subject == subject && there.Role != role && !there.Disabled)
            await audit.AppendAsync(name, "role-changed", $"{name}:{role}", cancel);
        return await registry.EnsureSubjectAsync(name, role, subject, cancel) switch
        {
            null => (null, "name-taken"),
            { Disabled: true } => (null, "disabled"),
            var rater => (rater, ""),
        };
    }

    // The provider has taken the role away: sessions that began before end too.
    private async Task<(Rater? Rater, string Reason)> ExpelAsync(string name, string subject, CancellationToken cancel)
    {
        if (await registry.NamedAsync(name, cancel) is { } there && there.Subject == subject)
        {
            await audit.AppendAsync(name, "sessions-ended", "oidc", cancel);
            await registry.ChangeAsync(name, r => r with { Generation = r.Generation + 1 }, cancel);
        }
        return (null, NoRole);
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
