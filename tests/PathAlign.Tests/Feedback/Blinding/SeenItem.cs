using System.Text.Json.Nodes;
using PathAlign.Imaging;

namespace PathAlign.Tests.Feedback.Blinding;

/// <summary>An answer, as a rater's program sees it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">All headers but the date, the tag and the location, as one text.</param>
/// <param name="Length">The length of the body in bytes.</param>
/// <param name="Time">The time from the request to the last byte of the answer.</param>
internal sealed record SeenAnswer(int Status, string Headers, int Length, TimeSpan Time)
{
    /// <summary>Reads and writes of the store: where time comes from, without the machine's noise.</summary>
    public required (int Reads, int Writes) Cost { get; init; }

    /// <summary>The entity tag; "" if there is none.</summary>
    public required string Tag { get; init; }

    /// <summary>The address of what was created; "" if there is none.</summary>
    public required string Location { get; init; }
}

/// <summary>An item of the queue, with everything that a rater's program learns about it.</summary>
internal sealed record SeenItem
{
    public required string Rater { get; init; }

    /// <summary>Its place among the rater's items, from 0.</summary>
    public required int Place { get; init; }

    public required string SetId { get; init; }

    public required string Id { get; init; }

    public required string ClassCode { get; init; }

    public required byte[] Content { get; init; }

    public required RgbImage Image { get; init; }

    /// <summary>The rating as it was answered.</summary>
    public required JsonNode Rating { get; init; }

    /// <summary>The page of the caller's ratings right after it, with its cursor.</summary>
    public required JsonNode Ratings { get; init; }

    /// <summary>The progress before and after the rating.</summary>
    public required (JsonNode Before, JsonNode After) Progress { get; init; }

    /// <summary>The rater's own study in the list, before and after the rating.</summary>
    public required (JsonNode Before, JsonNode After) Studies { get; init; }

    /// <summary>The same study in the list of a rater who rates nothing.</summary>
    public required (JsonNode Before, JsonNode After) Watched { get; init; }

    /// <summary>What a program with a service's key is answered around the rating.</summary>
    public required ServiceAnswers Service { get; init; }

    /// <summary>What an operator is answered around the rating.</summary>
    public required ServiceAnswers Operator { get; init; }

    /// <summary>The answers: next item, content, content again, rating, changed rating, its own rating.</summary>
    public required IReadOnlyDictionary<string, SeenAnswer> Answers { get; init; }
}
