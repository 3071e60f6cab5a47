namespace PathAlign.Web.Http;

/// <summary>JSON Lines, also called NDJSON: one value per line, ended by a line feed.</summary>
internal static class Lines
{
    internal const string MediaType = "application/x-ndjson", OtherMediaType = "application/jsonl";

    /// <summary>The lines that are not empty, with their numbers from 1.</summary>
    internal static IEnumerable<(int Number, ReadOnlyMemory<byte> Line)> Of(ReadOnlyMemory<byte> body)
    {
        for (var number = 1; body.Length > 0; number++)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.EndsWith("\r"u8)) line = line[..^1];
            if (line.Length > 0) yield return (number, line);
        }
    }

    /// <summary>Whether the request declares its body as JSON Lines.</summary>
    internal static bool Are(string? mediaType) => mediaType is MediaType or OtherMediaType;
}
