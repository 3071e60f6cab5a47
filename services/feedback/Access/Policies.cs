using Microsoft.AspNetCore.Authorization;

namespace PathAlign.Feedback.Access;

/// <summary>What a route asks of a key.</summary>
internal static class Policies
{
    /// <summary>Sees images and rates.</summary>
    internal static AuthorizationPolicy Rates { get; } = For(RaterRole.Rater);

    /// <summary>Sees how rounds go on.</summary>
    internal static AuthorizationPolicy Watches { get; } = For(RaterRole.Operator, RaterRole.Service);

    /// <summary>Asks for rounds, tries jobs anew, registers raters, stores objects.</summary>
    internal static AuthorizationPolicy Operates { get; } = For(RaterRole.Operator, RaterRole.Service);

    private static AuthorizationPolicy For(params RaterRole[] roles) =>
        new AuthorizationPolicyBuilder(RaterKeyHandler.Scheme).RequireAuthenticatedUser().RequireRole(roles.Select(r => r.ToString())).Build();
}
