using PathAlign.Web.Audit;

namespace PathAlign.Web.Access;

/// <summary>Examples of sign-in for the OpenAPI document, of the types that are really sent.</summary>
internal static class AccessExamples
{
    private const string Rater = "anna";

    internal static SignInRequest SignIn => new() { Name = Rater, Password = "correct horse battery" };

    internal static SessionInfo Session => new(Rater, "rater", "nJ8vYw");

    internal static AccountPage Accounts => new([new(Rater, "rater", false, false, true, false, false)], null);

    internal static AuditPage Audit => new(
        [new(42, new DateTimeOffset(2026, 11, 3, 9, 30, 0, TimeSpan.Zero), "olga", "user-disabled", Rater)], null);

    internal static IssuedKey Key => new(Rater, "anna.c2VjcmV0");

    internal static AccountRequest Account => new() { Role = "reviewer", Password = "correct horse battery" };
}
