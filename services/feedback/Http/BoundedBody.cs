using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Feedback.Http;

/// <summary>Reads a JSON body of a bounded size, strictly.</summary>
internal static class BoundedBody
{
    /// <summary>The value, or the problem to answer with.</summary>
    internal static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request, int maxBytes, JsonSerializerOptions options, CancellationToken cancel)
        where T : class
    {
        if (!request.HasJsonContentType()) return (null, Problems.UnsupportedMediaType());
        if (request.ContentLength > maxBytes) return (null, Problems.BodyTooLarge(maxBytes));
        var buffer = new byte[maxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        if (length > maxBytes) return (null, Problems.BodyTooLarge(maxBytes));
        try
        {
            var value = JsonSerializer.Deserialize<T>(buffer.AsSpan(0, length), options);
            return value is null ? (null, Problems.MalformedBody("$: expected an object, found null")) : (value, null);
        }
        catch (JsonException error)
        {
            return (null, Problems.MalformedBody($"{error.Path ?? "$"}: {error.Message}"));
        }
    }
}
