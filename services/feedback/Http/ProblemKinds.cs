namespace PathAlign.Feedback.Http;

/// <summary>Every error of the API.</summary>
internal static class ProblemKinds
{
    internal static ProblemKind MalformedBody { get; } = new(400, "malformed-body", "The body is not what is expected");

    internal static ProblemKind InvalidRating { get; } = new(400, "invalid-rating", "The rating breaks a rule");

    internal static ProblemKind InvalidQuery { get; } = new(400, "invalid-query", "The query breaks a rule");

    internal static ProblemKind InvalidRound { get; } = new(400, "invalid-round", "The round breaks a rule");

    internal static ProblemKind InvalidChampion { get; } = new(
        400, "invalid-champion", "The change of champion breaks a rule");

    internal static ProblemKind InvalidRater { get; } = new(400, "invalid-rater", "The rater breaks a rule");

    internal static ProblemKind InvalidAccount { get; } = new(400, "invalid-account", "The account breaks a rule");

    internal static ProblemKind InvalidIdempotencyKey { get; } = new(
        400,
        "invalid-idempotency-key",
        "The Idempotency-Key header is missing or malformed",
        "expected 1 to 128 letters, digits and . _ : -");

    internal static ProblemKind Unauthenticated { get; } = new(
        401,
        "unauthenticated",
        "Not signed in",
        "expected a header 'Authorization: Bearer KEY' with a registered key, or the cookie of a session");

    internal static ProblemKind Forbidden { get; } = new(403, "forbidden", "Your role does not allow this");

    internal static ProblemKind SignInRefused { get; } = new(
        401,
        "sign-in-refused",
        "Name and password, or code, do not fit",
        "expected a registered name with its password, or a code that was not used yet");

    internal static ProblemKind CrossSite { get; } = new(
        403,
        "cross-site",
        "The request does not come from this app's own page",
        $"expected the session's token in the header '{CsrfGuard.Header}'");

    internal static ProblemKind NoSignInProvider { get; } = new(
        404,
        "no-sign-in-provider",
        "No sign-in provider",
        "expected a service whose settings name one under Feedback:Oidc");

    internal static ProblemKind UnknownSet { get; } = new(
        404, "unknown-set", "No such set", "expected a set that the queue named");

    internal static ProblemKind UnknownImage { get; } = new(
        404, "unknown-image", "No such image", "expected an image that was queued for rating");

    internal static ProblemKind UnknownRating { get; } = new(
        404, "unknown-rating", "No such rating", "expected a rating of your own");

    internal static ProblemKind UnknownRound { get; } = new(
        404, "unknown-round", "No such round", "expected a round whose images were queued");

    internal static ProblemKind UnknownReport { get; } = new(
        404, "unknown-report", "No such report", "expected a round that was decided");

    internal static ProblemKind UnknownJob { get; } = new(404, "unknown-job", "No such job", "expected a job's id");

    internal static ProblemKind UnknownObject { get; } = new(
        404, "unknown-object", "No such object", "expected the key of a stored object");

    internal static ProblemKind AlreadyRated { get; } = new(
        409,
        "already-rated",
        "You have rated this image",
        "expected one rating an image and rater; a change of mind says the next revision");

    internal static ProblemKind AlreadyDecided { get; } = new(
        409,
        "already-decided",
        "Another reviewer has decided on this image",
        "expected an image that nobody has decided on");

    internal static ProblemKind NameTaken { get; } = new(
        409, "name-taken", "The name is taken", "expected a new name, or the same role as before");

    internal static ProblemKind NothingToChange { get; } = new(
        409,
        "nothing-to-change",
        "The rating that this one changes is not there",
        "expected a revision one higher than your latest rating of the image");

    internal static ProblemKind IdempotencyKeyReused { get; } = new(
        409,
        "idempotency-key-reused",
        "The Idempotency-Key came before with another body",
        "expected a new key for a new rating");

    internal static ProblemKind SetFrozen { get; } = new(
        409, "set-frozen", "The set of ratings is complete and frozen", "expected an image of an open set");

    internal static ProblemKind BodyTooLarge { get; } = new(413, "body-too-large", "The body is too large");

    internal static ProblemKind TooManyLines { get; } = new(413, "too-many-lines", "The body has too many lines");

    internal static ProblemKind InvalidImport { get; } = new(
        400, "invalid-import", "The import breaks a rule, and nothing of it was stored");

    internal static ProblemKind RatingDiffers { get; } = new(
        409, "rating-differs", "Another rating is stored under the same id, and nothing of the import was stored");

    internal static ProblemKind UnsupportedMediaType { get; } = new(
        415, "unsupported-media-type", "The body is of another media type");

    internal static ProblemKind TooManyRequests { get; } = new(
        429, "too-many-requests", "Too many requests with this key");

    internal static ProblemKind TooManySignIns { get; } = new(429, "too-many-sign-ins", "Too many attempts to sign in");

    internal static ProblemKind StoreUnavailable { get; } = new(
        503,
        "store-unavailable",
        "A store is away or its disk is full",
        "nothing was lost; send the request again a little later, a write under the same Idempotency-Key");

    internal static ProblemKind Internal { get; } = new(
        500, "internal-error", "Something failed here", "the server's log has the reason under this trace");
}
