namespace PathAlign.Web.Access.Oidc;

/// <summary>Sign-in at a provider, as the document shows it. Values of the types that are really sent.</summary>
internal static class OidcExamples
{
    internal static SignInWays SignInWays =>
        new(new SignInProvider("Sign in with your organisation", "/api/v1/sign-in/oidc"));
}
