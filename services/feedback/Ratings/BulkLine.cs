using System.Text.Json;

namespace PathAlign.Feedback.Ratings;

/// <summary>A rating of a bulk request: one line of JSON.</summary>
internal sealed record BulkLine
{
    internal static JsonSerializerOptions Json => RatingRequest.Json;

    /// <summary>Chosen by the client, new for each rating: 1 to 128 letters, digits and . _ : -</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The rating.</summary>
    public required RatingRequest Rating { get; init; }
}
