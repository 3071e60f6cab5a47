namespace PathAlign.Web.Access;

/// <summary>A page of registered users.</summary>
/// <param name="Accounts">The users, by name.</param>
/// <param name="Next">The cursor of the next page; null on the last page.</param>
public sealed record AccountPage(IReadOnlyList<Account> Accounts, string? Next);

/// <summary>A registered user, without secrets.</summary>
/// <param name="Name">The name in ratings.</param>
/// <param name="Role">rater, reviewer, operator or service.</param>
/// <param name="Simulated">Whether the user is a program that rates.</param>
/// <param name="HasKey">Whether the user has a key.</param>
/// <param name="HasPassword">Whether the user has a password.</param>
/// <param name="FromProvider">Whether the user signs in at an organisation's provider only.</param>
/// <param name="Disabled">Whether the user is kept out.</param>
public sealed record Account(
    string Name,
    string Role,
    bool Simulated,
    bool HasKey,
    bool HasPassword,
    bool FromProvider,
    bool Disabled)
{
    internal static Account Of(Rater rater) =>
        new(
            rater.Name,
            rater.Role.ToString().ToLowerInvariant(),
            rater.Kind == RaterKind.Simulated,
            rater.KeySha256 is not null,
            rater.PasswordHash is not null,
            rater.Subject is not null,
            rater.Disabled);
}
