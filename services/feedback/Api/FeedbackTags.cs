using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Api;

/// <summary>The groups of routes in the document.</summary>
internal static class FeedbackTags
{
    internal const string Rating = "Rating", Results = "Results", Operations = "Operations";

    internal static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        (
            Rating,
            "For raters and their apps: images and their ratings. Blinded: an image's origin and other raters' " +
                "ratings are hidden."),
        (Results, "For reviewers, operators and services: progress, content and reliability of ratings."),
        (Tags.Access, "Signing in and accounts."),
        (Operations, "For operators and services: rounds, jobs, images, objects, keys."),
        (Tags.Description, "This document."),
    ];
}
