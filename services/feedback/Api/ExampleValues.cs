namespace PathAlign.Feedback.Api;

/// <summary>Ids and other values that the document's examples share, so that they fit together.</summary>
internal static class ExampleValues
{
    internal const string ImageId = "5b0c9d3e2f1a4b6c8d7e9f0a1b2c3d4e", SetId = "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        RatingId = "9a8b7c6d5e4f30211203f4e5d6c7b8a9", RoundId = "round-7";
    internal const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    internal const string Rater = "anna";

    internal static DateTimeOffset RatedAt => new(2026, 11, 3, 9, 30, 0, TimeSpan.Zero);
}
