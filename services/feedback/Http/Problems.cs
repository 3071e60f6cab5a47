using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Feedback.Http;

/// <summary>Every error of the API: problem details whose <c>type</c> stays the same for good.</summary>
internal static class Problems
{
    internal static ProblemHttpResult MalformedBody(string detail) => Of(400, "malformed-body", "The body is not what is expected", detail);

    internal static ProblemHttpResult InvalidRating(string detail) => Of(400, "invalid-rating", "The rating breaks a rule", detail);

    internal static ProblemHttpResult InvalidQuery(string detail) => Of(400, "invalid-query", "The query breaks a rule", detail);

    internal static ProblemHttpResult InvalidRound(string detail) => Of(400, "invalid-round", "The round breaks a rule", detail);

    internal static ProblemHttpResult InvalidRater(string detail) => Of(400, "invalid-rater", "The rater breaks a rule", detail);

    internal static ProblemHttpResult InvalidAccount(string detail) => Of(400, "invalid-account", "The account breaks a rule", detail);

    internal static ProblemHttpResult InvalidIdempotencyKey() => Of(400, "invalid-idempotency-key", "The Idempotency-Key header is missing or malformed", "expected 1 to 128 letters, digits and . _ : -");

    internal static ProblemHttpResult Unauthenticated() => Of(401, "unauthenticated", "Not signed in", "expected a header 'Authorization: Bearer KEY' with a registered key, or the cookie of a session");

    internal static ProblemHttpResult Forbidden() => Of(403, "forbidden", "Your role does not allow this", null);

    internal static ProblemHttpResult SignInRefused() => Of(401, "sign-in-refused", "Name and password, or code, do not fit", "expected a registered name with its password, or a code that was not used yet");

    internal static ProblemHttpResult CrossSite() => Of(403, "cross-site", "The request does not come from this app's own page", $"expected the session's token in the header '{CsrfGuard.Header}'");

    internal static ProblemHttpResult UnknownSet() => Of(404, "unknown-set", "No such set", "expected a set that the queue named");

    internal static ProblemHttpResult UnknownImage() => Of(404, "unknown-image", "No such image", "expected an image that was queued for rating");

    internal static ProblemHttpResult UnknownRating() => Of(404, "unknown-rating", "No such rating", "expected a rating of your own");

    internal static ProblemHttpResult UnknownRound() => Of(404, "unknown-round", "No such round", "expected a round whose images were queued");

    internal static ProblemHttpResult UnknownJob() => Of(404, "unknown-job", "No such job", "expected a job's id");

    internal static ProblemHttpResult UnknownObject() => Of(404, "unknown-object", "No such object", "expected the key of a stored object");

    internal static ProblemHttpResult AlreadyRated() => Of(409, "already-rated", "You have rated this image", "expected one rating an image and rater; a change of mind says the next revision");

    internal static ProblemHttpResult NameTaken() => Of(409, "name-taken", "The name is taken", "expected a new name, or the same role as before");

    internal static ProblemHttpResult NothingToChange() => Of(409, "nothing-to-change", "The rating that this one changes is not there", "expected a revision one higher than your latest rating of the image");

    internal static ProblemHttpResult IdempotencyKeyReused() => Of(409, "idempotency-key-reused", "The Idempotency-Key came before with another body", "expected a new key for a new rating");

    internal static ProblemHttpResult SetFrozen() => Of(409, "set-frozen", "The set of ratings is complete and frozen", "expected an image of an open set");

    internal static ProblemHttpResult BodyTooLarge(long maxBytes) => Of(413, "body-too-large", "The body is too large", $"expected at most {maxBytes} bytes");

    internal static ProblemHttpResult UnsupportedMediaType() => Of(415, "unsupported-media-type", "The body is not JSON by its header", "expected 'Content-Type: application/json'");

    internal static ProblemHttpResult TooManyRequests(int perMinute) => Of(429, "too-many-requests", "Too many requests with this key", $"expected at most {perMinute} a minute");

    internal static ProblemHttpResult TooManySignIns(int perMinute) => Of(429, "too-many-sign-ins", "Too many attempts to sign in", $"expected at most {perMinute} a minute");

    internal static ProblemHttpResult Internal() => Of(500, "internal-error", "Something failed here", "the server's log has the reason under this trace");

    private static ProblemHttpResult Of(int status, string type, string title, string? detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"urn:pathalign:problem:{type}");
}
