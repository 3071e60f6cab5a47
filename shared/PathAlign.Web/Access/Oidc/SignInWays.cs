namespace PathAlign.Web.Access.Oidc;

/// <summary>How people can sign in besides name and password or a code.</summary>
/// <param name="Provider">An organisation's own sign-in; null if none is configured.</param>
public sealed record SignInWays(SignInProvider? Provider);

/// <summary>An organisation's own sign-in.</summary>
/// <param name="Label">The text of its button.</param>
/// <param name="Address">The address that the button opens.</param>
public sealed record SignInProvider(string Label, string Address);
