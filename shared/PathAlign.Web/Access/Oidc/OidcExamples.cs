namespace PathAlign.Web.Access.Oidc;

/// <summary>Examples of sign-in at a provider for the OpenAPI document, of the types that are really sent.</summary>
internal static class OidcExamples
{
    internal static SignInWays SignInWays =>
        new(new SignInProvider("Sign in with your organisation", "/api/v1/sign-in/oidc"));
}
