using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Web.Http;

/// <summary>Reads a body of a bounded size, strictly.</summary>
internal static class BoundedBody
{
    private const int CopyBytes = 1 << 16;

    /// <summary>The value, or the problem to answer with.</summary>
    internal static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request, int maxBytes, JsonSerializerOptions options, CancellationToken cancel)
        where T : class
    {
        if (!request.HasJsonContentType()) return (null, Problems.UnsupportedMediaType());
        var (body, problem) = await ReadBytesAsync(request, maxBytes, cancel);
        return problem is null ? Parse<T>(body.Span, options) : (null, problem);
    }

    /// <summary>
    /// Limits a body that is read as a stream: more bytes end the stream with a <see cref="BadHttpRequestException"/>
    /// of status 413. Returns false if the request says that it has more.
    /// </summary>
    internal static bool TryLimit(HttpRequest request, long maxBytes)
    {
        if (request.ContentLength > maxBytes) return false;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        return true;
    }

    /// <summary>The bytes, or the problem to answer with. Memory grows only with the received bytes.</summary>
    internal static async Task<(ReadOnlyMemory<byte> Body, ProblemHttpResult? Problem)> ReadBytesAsync(
        HttpRequest request, int maxBytes, CancellationToken cancel)
    {
        if (request.ContentLength > maxBytes) return (default, Problems.BodyTooLarge(maxBytes));
        if (
            request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
                && limit.MaxRequestBodySize <= maxBytes)
            limit.MaxRequestBodySize = maxBytes + 1L;
        var (body, buffer) = (new MemoryStream(), ArrayPool<byte>.Shared.Rent(CopyBytes));
        try
        {
            while (await request.Body.ReadAsync(buffer, cancel) is > 0 and var length)
            {
                if (body.Length + length > maxBytes) return (default, Problems.BodyTooLarge(maxBytes));
                body.Write(buffer, 0, length);
            }
            return (body.GetBuffer().AsMemory(0, (int)body.Length), null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The value, or the problem to answer with.</summary>
    internal static (T? Value, ProblemHttpResult? Problem) Parse<T>(
        ReadOnlySpan<byte> json, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(json, options);
            return value is null ? (null, Problems.MalformedBody("$: expected an object, found null")) : (value, null);
        }
        catch (JsonException error)
        {
            return (null, Problems.MalformedBody($"{error.Path ?? "$"}: {error.Message}"));
        }
    }
}
