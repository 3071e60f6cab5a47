using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Api;

/// <summary>What the API's document says of this service.</summary>
internal static class FeedbackAbout
{
    internal static ApiAbout Api { get; } = new("PathAlign feedback", "1.0", Text, FeedbackTags.All);

    private const string Text =
        "Puts generated histology tiles before pathologists, takes their ratings, and says what these are worth.\n\n" +
        "Errors are problem details (RFC 9457) whose `type` stays the same for good. A write that may come twice " +
            "bears a key of its own. " +
        "Lists go on at `after` with the `next` of the page before. Answers with an `ETag` are not sent again to a " +
            "client that names it in `If-None-Match`. " +
        "`x-roles` of an operation says who is let through.";
}
