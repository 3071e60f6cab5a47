using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Api;

/// <summary>The description of this service in its OpenAPI document.</summary>
internal static class FeedbackAbout
{
    internal static ApiAbout Api { get; } = new("PathAlign feedback", "1.0", Text, FeedbackTags.All);

    private const string Text =
        "Shows generated histology tiles to pathologists, takes their ratings, and reports how reliable they are.\n\n" +
        "Errors are problem details (RFC 9457); their `type` never changes. A write that may be repeated carries an " +
            "idempotency key. " +
        "For the next page of a list, pass `next` of the current page as `after`. Answers with an `ETag` are not " +
            "sent again to a client that sends it in `If-None-Match`. " +
        "`x-roles` of an operation lists the roles that may call it.";
}
