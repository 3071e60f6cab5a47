namespace PathAlign.Web.Access.Oidc;

/// <summary>How people may sign in beside name and password, or a code.</summary>
/// <param name="Provider">An organisation's own sign-in; null where none is configured.</param>
public sealed record SignInWays(SignInProvider? Provider);

/// <summary>An organisation's own sign-in.</summary>
/// <param name="Label">What its button says.</param>
/// <param name="Address">Where the browser goes.</param>
public sealed record SignInProvider(string Label, string Address);
