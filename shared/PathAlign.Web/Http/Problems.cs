using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Web.Http;

/// <summary>Error responses as problem details (RFC 9457).</summary>
internal static class Problems
{
    internal static ProblemHttpResult MalformedBody(string detail) => ProblemKinds.MalformedBody.Answer(detail);

    internal static ProblemHttpResult InvalidQuery(string detail) => ProblemKinds.InvalidQuery.Answer(detail);

    internal static ProblemHttpResult InvalidAccount(string detail) => ProblemKinds.InvalidAccount.Answer(detail);

    internal static ProblemHttpResult InvalidIdempotencyKey() => ProblemKinds.InvalidIdempotencyKey.Answer();

    internal static ProblemHttpResult Unauthenticated() => ProblemKinds.Unauthenticated.Answer();

    internal static ProblemHttpResult Forbidden() => ProblemKinds.Forbidden.Answer();

    internal static ProblemHttpResult SignInRefused() => ProblemKinds.SignInRefused.Answer();

    internal static ProblemHttpResult CrossSite() => ProblemKinds.CrossSite.Answer();

    internal static ProblemHttpResult HttpsRequired() => ProblemKinds.HttpsRequired.Answer();

    internal static ProblemHttpResult SignInBusy() => ProblemKinds.SignInBusy.Answer();

    internal static ProblemHttpResult NoSignInProvider() => ProblemKinds.NoSignInProvider.Answer();

    internal static ProblemHttpResult UnknownAccount() => ProblemKinds.UnknownAccount.Answer();

    internal static ProblemHttpResult OwnAccount() => ProblemKinds.OwnAccount.Answer();

    internal static ProblemHttpResult NameTaken() => ProblemKinds.NameTaken.Answer();

    internal static ProblemHttpResult BodyTooLarge(long maxBytes) =>
        ProblemKinds.BodyTooLarge.Answer($"expected at most {maxBytes} bytes");

    internal static ProblemHttpResult UnsupportedMediaType(string expected = "application/json") =>
        ProblemKinds.UnsupportedMediaType.Answer($"expected 'Content-Type: {expected}'");

    internal static ProblemHttpResult TooManyRequests(int perMinute) =>
        ProblemKinds.TooManyRequests.Answer($"expected at most {perMinute} a minute");

    internal static ProblemHttpResult TooManySignIns(int perMinute) =>
        ProblemKinds.TooManySignIns.Answer($"expected at most {perMinute} a minute");

    internal static ProblemHttpResult StoreUnavailable() => ProblemKinds.StoreUnavailable.Answer();

    internal static ProblemHttpResult Internal() => ProblemKinds.Internal.Answer();
}
