using Microsoft.AspNetCore.Authorization;

namespace PathAlign.Web.Access;

/// <summary>What a route requires of its caller.</summary>
internal static class Policies
{
    /// <summary>Sees and rates images: raters the images of a study, reviewers disputed images.</summary>
    internal static AuthorizationPolicy Rates { get; } = For(RaterRole.Rater, RaterRole.Reviewer);

    /// <summary>Sees the progress of rounds.</summary>
    internal static AuthorizationPolicy Watches { get; } = For(RaterRole.Operator, RaterRole.Service);

    /// <summary>Starts rounds, redrives jobs, imports ratings, stores objects.</summary>
    internal static AuthorizationPolicy Operates { get; } = For(RaterRole.Operator, RaterRole.Service);

    /// <summary>Sees how well raters agree.</summary>
    internal static AuthorizationPolicy Reviews { get; } = For(
        RaterRole.Reviewer, RaterRole.Operator, RaterRole.Service);

    /// <summary>Manages people and keys, verifies the audit log.</summary>
    internal static AuthorizationPolicy Administers { get; } = For(RaterRole.Operator);

    /// <summary>Any authenticated caller.</summary>
    internal static AuthorizationPolicy Anyone { get; } = For(Enum.GetValues<RaterRole>());

    private static AuthorizationPolicy For(params RaterRole[] roles) =>
        new AuthorizationPolicyBuilder(CallerHandler.Scheme).RequireAuthenticatedUser()
            .RequireRole(roles.Select(r => r.ToString()))
            .Build();
}
