namespace PathAlign.Web.Access;

/// <summary>Who is signed in.</summary>
/// <param name="Name">The name in ratings.</param>
/// <param name="Role">rater, reviewer, operator or service.</param>
/// <param name="CsrfToken">The token that writes must carry in the header X-CSRF-Token; null for a program with a
/// key.</param>
public sealed record SessionInfo(string Name, string Role, string? CsrfToken);
