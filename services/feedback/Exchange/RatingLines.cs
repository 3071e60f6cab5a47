using System.Runtime.CompilerServices;
using System.Text.Json;
using PathAlign.Files;
using PathAlign.Web.Http;

namespace PathAlign.Feedback.Exchange;

/// <summary>Ratings as JSON Lines.</summary>
internal static class RatingLines
{
    // All fields, each once, and nothing else.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    internal static string Write(RatingLine line) => JsonSerializer.Serialize(line, JsonSerializerOptions.Web);

    /// <exception cref="InvalidInputException">A line has another form than <see cref="Write"/> gives it.</exception>
    internal static async IAsyncEnumerable<PlacedLine> ReadAsync(
        Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var (number, line) in Lines.OfAsync(body, PlacedLine.Source, PlacedLine.MaxBytes, cancel))
            yield return new PlacedLine($"line {number}", Read($"line {number}", line.Span));
    }

    private static RatingLine Read(string place, ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<RatingLine>(line, Strict)
                ?? throw new InvalidInputException(PlacedLine.Source, place, "expected an object, found null");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(PlacedLine.Source, place, $"{error.Path ?? "$"}: {error.Message}");
        }
    }
}
