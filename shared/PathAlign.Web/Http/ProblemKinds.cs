namespace PathAlign.Web.Http;

/// <summary>The errors that any route can return, and those of signing in.</summary>
internal static class ProblemKinds
{
    internal static ProblemKind MalformedBody { get; } = new(400, "malformed-body", "The body has a wrong form");

    internal static ProblemKind InvalidQuery { get; } = new(400, "invalid-query", "The query breaks a rule");

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
        "expected a header 'Authorization: Bearer KEY' with a registered key, or a session cookie");

    internal static ProblemKind Forbidden { get; } = new(403, "forbidden", "Your role does not allow this");

    internal static ProblemKind SignInRefused { get; } = new(
        401,
        "sign-in-refused",
        "Wrong name, password or code",
        "expected a registered name with its password, or an unused code");

    internal static ProblemKind CrossSite { get; } = new(
        403,
        "cross-site",
        "The request comes from another site",
        $"expected the session's token in the header '{SessionNames.CsrfHeader}'");

    internal static ProblemKind HttpsRequired { get; } = new(
        403,
        "https-required",
        "A password, session or key needs https",
        "expected https, or a caller on the server's own machine; a key that went over http is no longer secret, so " +
            "rotate it; behind a proxy that ends TLS, its network belongs into Http:TrustedNetworks");

    internal static ProblemKind NoSignInProvider { get; } = new(
        404,
        "no-sign-in-provider",
        "No sign-in provider",
        "expected a service whose settings name one under Feedback:Oidc");

    internal static ProblemKind UnknownAccount { get; } = new(
        404, "unknown-account", "No such account", "expected a registered name");

    internal static ProblemKind NameTaken { get; } = new(
        409, "name-taken", "The name is taken", "expected a new name, or the same role as before");

    internal static ProblemKind OwnAccount { get; } = new(
        409, "own-account", "You cannot disable your own account", "expected another operator to do this");

    internal static ProblemKind BodyTooLarge { get; } = new(413, "body-too-large", "The body is too large");

    internal static ProblemKind UnsupportedMediaType { get; } = new(
        415, "unsupported-media-type", "The body is of another media type");

    internal static ProblemKind TooManyRequests { get; } = new(
        429, "too-many-requests", "Too many requests with this key");

    internal static ProblemKind TooManySignIns { get; } = new(429, "too-many-sign-ins", "Too many attempts to sign in");

    internal static ProblemKind SignInBusy { get; } = new(
        503,
        "sign-in-busy",
        "Too many people sign in right now",
        "nothing was checked; send the request again after the time in Retry-After");

    internal static ProblemKind StoreUnavailable { get; } = new(
        503,
        "store-unavailable",
        "A store is unavailable or its disk is full",
        "no data was lost; send the request again later, a write with the same Idempotency-Key");

    internal static ProblemKind Internal { get; } = new(
        500, "internal-error", "Internal error", "the server's log has the reason under this trace id");
}
