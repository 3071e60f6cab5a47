using PathAlign.Contracts;

namespace PathAlign.Web.Access;

/// <summary>Finds the person whom a name and password, or a code, sign in.</summary>
internal sealed class SignIn(RaterRegistry registry, SignInCodes codes, PasswordChecks checks)
{
    /// <summary>The person; null if nobody is signed in. Busy if the password was not checked.</summary>
    internal async Task<(Rater? Rater, bool Busy)> FindAsync(
        SignInRequest request, string sender, CancellationToken cancel)
    {
        if (request.Code is { } code)
            return (
                SignInCodes.MayBe(code) && codes.Use(code) is { } name
                    ? Admitted(await registry.NamedAsync(name, cancel))
                    : null,
                false);

        // Neither belongs to anybody, so a check would only cost time.
        if (!NameRule.IsName(request.Name) || !Passwords.MayBe(request.Password!)) return (null, false);
        var rater = await registry.NamedAsync(request.Name!, cancel);
        return await checks.MatchesAsync(rater?.PasswordHash, request.Password!, sender, cancel) is { } matches
            ? (matches ? Admitted(rater) : null, false)
            : (null, true);
    }

    private static Rater? Admitted(Rater? rater) => rater is { MayUseSecrets: true } ? rater : null;
}
