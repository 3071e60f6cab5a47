using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Api;

/// <summary>What the document groups routes by.</summary>
internal static class FeedbackTags
{
    internal const string Rating = "Rating", Results = "Results", Operations = "Operations";

    internal static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        (
            Rating,
            "For raters and their apps: images, and what raters say of them. Blinded: neither origin nor others' " +
                "ratings can be seen."),
        (Results, "For reviewers, operators and services: how ratings go on, what they say, what they are worth."),
        (Tags.Access, "Who one is, and who may come in."),
        (Operations, "For operators and services: rounds, jobs, images, objects, keys."),
        (Tags.Description, "This document."),
    ];
}
