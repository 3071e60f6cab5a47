using Microsoft.AspNetCore.Authorization;

namespace PathAlign.Web.Access;

/// <summary>What a route asks of its caller.</summary>
internal static class Policies
{
    /// <summary>Sees images and rates: raters those of a study, reviewers those that raters disagree on.</summary>
    internal static AuthorizationPolicy Rates { get; } = For(RaterRole.Rater, RaterRole.Reviewer);

    /// <summary>Sees how rounds go on.</summary>
    internal static AuthorizationPolicy Watches { get; } = For(RaterRole.Operator, RaterRole.Service);

    /// <summary>Asks for rounds, tries jobs anew, registers raters, stores objects.</summary>
    internal static AuthorizationPolicy Operates { get; } = For(RaterRole.Operator, RaterRole.Service);

    /// <summary>Sees how well raters agree.</summary>
    internal static AuthorizationPolicy Reviews { get; } = For(
        RaterRole.Reviewer, RaterRole.Operator, RaterRole.Service);

    /// <summary>Lets people in.</summary>
    internal static AuthorizationPolicy Administers { get; } = For(RaterRole.Operator);

    /// <summary>Anybody who is known.</summary>
    internal static AuthorizationPolicy Anyone { get; } = For(Enum.GetValues<RaterRole>());

    private static AuthorizationPolicy For(params RaterRole[] roles) =>
        new AuthorizationPolicyBuilder(CallerHandler.Scheme).RequireAuthenticatedUser()
            .RequireRole(roles.Select(r => r.ToString()))
            .Build();
}
