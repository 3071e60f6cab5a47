using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Redirects to an organisation's own sign-in. The handler of <see cref="OidcScheme"/> answers the callback.
/// </summary>
internal static class OidcRoutes
{
    private const string Begin = "/sign-in/oidc";

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sign-in", Ways).AllowAnonymous()
            .Describe("listSignInWays", Tags.Access, "List ways to sign in besides name and password")
            .Answers(
                StatusCodes.Status200OK,
                "The organisation's own sign-in, if there is one.",
                OidcExamples.SignInWays);
        api.MapGet(Begin, BeginAsync).AllowAnonymous()
            .Describe(
                "beginSignIn",
                Tags.Access,
                "Sign in at the organisation's provider",
                "For browsers: redirects to the OpenID Connect provider, which redirects back to the app. If nobody " +
                    "was signed in, the address has the reason after #sign-in=: no-role, name-taken, disabled, " +
                    "failed or unavailable.")
            .Answers(StatusCodes.Status302Found, "To the provider, or back to the app if the provider does not answer.")
            .MayAnswer(ProblemKinds.NoSignInProvider);
    }

    private static Ok<SignInWays> Ways(IOptions<AccessOptions> options) =>
        TypedResults.Ok(
            new SignInWays(
                options.Value.Oidc is { IsOn: true } oidc
                    ? new SignInProvider(oidc.Label, Routes.Prefix + Begin)
                    : null));

    private static async Task<Results<EmptyHttpResult, RedirectHttpResult, ProblemHttpResult>> BeginAsync(
        HttpContext http, IOptions<AccessOptions> options, ILogger<OidcPeople> log)
    {
        if (!options.Value.Oidc.IsOn) return Problems.NoSignInProvider();
        try
        {
            await http.ChallengeAsync(OidcScheme.Name, new AuthenticationProperties { RedirectUri = "/" });
            return TypedResults.Empty;
        }
        // The first wraps a failed discovery, the second a pushed request (RFC 9126) that the provider rejected.
        catch (Exception error) when (
            error is InvalidOperationException or OpenIdConnectProtocolException || OidcPeople.IsAway(error))
        {
            log.ProviderAway(error.GetBaseException().Message);
            return TypedResults.Redirect(OidcPeople.Back("unavailable"));
        }
    }
}
